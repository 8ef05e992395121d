import { Suspense } from 'react'
import type { Conversation, NewMessage } from '@/api/types'
import { lazyWithWords } from '@/lib/lazy'
import { Coming } from '@/ui/coming'

export interface PickerProps {
  conversation: Conversation
  connectionId: string | undefined
  /** What was typed already. */
  words?: string
  onClose: () => void
  onSend: (body: NewMessage, text: string) => void
}

const Picker = lazyWithWords(() => import('@/features/template-picker/picker'), 'tools')

/** Chooses an approved template, fills its values, shows what will arrive and what it costs. */
export const TemplatePicker = (props: PickerProps) => (
  <Suspense fallback={<Coming onLeave={props.onClose} />}>
    <Picker {...props} />
  </Suspense>
)
