import { type RefObject, Suspense } from 'react'
import type { MediaView } from '@/api/types'
import { lazyWithWords } from '@/lib/lazy'

const QuickReplyBox = lazyWithWords(() => import('./box'), 'tools')

export interface SlotProps {
  conversationId: string
  /** Where the answer is written: the list belongs to it as to a combobox. */
  field: RefObject<HTMLTextAreaElement | null>
  /** Takes the files that go along with a reply. */
  onFiles: (files: readonly MediaView[]) => void
}

/** The quick replies of a composer; their code and words come after the first screen. */
export const QuickReplySlot = (props: SlotProps) => (
  <Suspense>
    <QuickReplyBox {...props} />
  </Suspense>
)
