/** Which quick reply stands in which chat's composer: its use is counted when the message is sent. */
const inserted = new Map<string, string>()

export const noteInserted = (conversationId: string, replyId: string): void =>
  void inserted.set(conversationId, replyId)

/** What was inserted was taken out again. */
export const forgetInserted = (conversationId: string): void => void inserted.delete(conversationId)

/** The reply behind the message that is being sent, once: `{ quick_reply_id }`, or nothing. */
export function takeInserted(conversationId: string): { quick_reply_id?: string } {
  const id = inserted.get(conversationId)
  inserted.delete(conversationId)
  return id ? { quick_reply_id: id } : {}
}
