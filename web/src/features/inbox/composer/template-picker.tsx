import { lazy, Suspense } from 'react'
import type { Conversation, NewMessage } from '@/api/types'
import { loadWords } from '@/lib/i18n'

export interface PickerProps {
  conversation: Conversation
  connectionId: string | undefined
  /** What was typed already. */
  words?: string
  onClose: () => void
  onSend: (body: NewMessage, text: string) => void
}

const Picker = lazy(async () => {
  const [picker] = await Promise.all([
    import('@/features/template-picker/picker'),
    loadWords('rest', 'tools'),
  ])
  return picker
})

/** Chooses an approved template, fills its values, shows what will arrive and what it costs. */
export const TemplatePicker = (props: PickerProps) => (
  <Suspense>
    <Picker {...props} />
  </Suspense>
)
