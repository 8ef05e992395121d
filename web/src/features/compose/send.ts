import type { NewMessage } from '@/api/types'

/** How a composed message leaves: into the thread's outbox, with the words that its bubble says meanwhile. */
export type Send = (body: NewMessage, text: string) => void

export interface ComposeProps {
  conversationId: string
  onSend: Send
  onClose: () => void
}
