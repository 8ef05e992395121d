import { lazy, type RefObject, Suspense } from 'react'
import type { MediaView } from '@/api/types'
import { loadWords } from '@/lib/i18n'

const QuickReplyBox = lazy(async () => {
  const [box] = await Promise.all([import('./box'), loadWords('rest', 'tools')])
  return box
})

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
