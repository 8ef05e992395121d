import { useCallback, useState } from 'react'
import { newKey } from '@/api/client'
import { seenSeq } from '@/api/live'
import type { Message, NewMessage } from '@/api/types'
import { useMe } from '@/app/session'
import { businessNow } from '@/lib/clock'
import { addToDraft } from '../drafts'
import { drop, findRefused, isWindowRefusal, MOVED, send, takeBack } from '../outbox'
import { withReply } from '../thread/bar/reply'
import { answersMeanwhile, haveSeen } from './collision'
import { useComposerSetting } from './composer-setting'
import { hold } from './hold'

/** A question to the person: colleagues answered meanwhile. */
export interface Question {
  key: string
  answers: readonly Message[]
  decide: (goes: boolean) => void
}

/**
 * Sends in a conversation. A colleague's answer that came meanwhile is shown first; whoever wants it so has a moment to
 * take an answer back; and what the closed window refuses becomes a draft again.
 */
export function useSend(conversationId: string, onWindowClosed: () => void) {
  const me = useMe().user?.id
  const [question, setQuestion] = useState<Question | null>(null)
  const [setting] = useComposerSetting()

  const ask = useCallback(
    (answers: readonly Message[]) =>
      new Promise<boolean>(resolve => {
        const decide = (goes: boolean) => {
          setQuestion(null)
          if (goes) haveSeen(conversationId)
          resolve(goes)
        }
        setQuestion({ key: newKey(), answers, decide })
      }),
    [conversationId],
  )
  /** Asks before anything leaves the composer, as far as this browser knows. */
  const mayGo = useCallback(async () => {
    const answers = answersMeanwhile(conversationId, me)
    return answers.length === 0 || ask(answers)
  }, [ask, conversationId, me])

  const back = useCallback(
    (text: string) => addToDraft(conversationId, text, { first: true }),
    [conversationId],
  )
  const sendNow = useCallback(
    async (body: NewMessage, text: string, seen: number | null): Promise<void> => {
      const known = seen === null ? body : { ...body, seen_seq: seen }
      const refusal = await send(conversationId, known, text, businessNow())
      if (!refusal) return
      // It closed while it was being written: the text is kept, and a template is offered.
      if (isWindowRefusal(refusal.reason?.code ?? refusal.code)) {
        back(takeBack(conversationId))
        onWindowClosed()
      }
      // Somebody answered in the very moment: the server says with what.
      if (refusal.code === MOVED) {
        const answer = refusal.problem.message
        const goes = await ask(answer ? [answer] : [])
        const refused = findRefused(conversationId, refusal.code)
        // A file that does not go waits in the thread: a draft could not hold it.
        if (refused && (goes || body.type === 'text')) drop(refused.key)
        if (goes) return sendNow(body, text, seenSeq())
        if (body.type === 'text') back(text)
      }
    },
    [ask, back, conversationId, onWindowClosed],
  )
  const sendBody = useCallback(
    (wanted: NewMessage, text: string) => {
      const body = withReply(conversationId, wanted)
      const go = () => void sendNow(body, text, seenSeq())
      if (setting.hold === 0 || body.type !== 'text') return go()
      hold(setting.hold * 1_000, { conversationId, text, go, restore: () => back(text) })
    },
    [back, conversationId, sendNow, setting.hold],
  )
  return { sendBody, mayGo, question }
}
