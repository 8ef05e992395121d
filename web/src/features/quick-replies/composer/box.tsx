import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useMe, useWorkspace } from '@/app/session'
import { replaceRange } from '@/features/compose/field'
import { contactQuery, fieldsQuery } from '@/features/inbox/api'
import { useConversation } from '@/features/inbox/store'
import { keyName, useHotkeys } from '@/lib/hotkeys'
import { type QuickReply, quickRepliesQuery } from '../api'
import { forgetInserted, noteInserted } from '../inserted'
import { findReplies, type Trigger, triggerAt } from '../match'
import { useQuickSetting } from '../settings'
import { fillReply, nextUnfilled } from '../variables'
import { tieToList } from './field'
import { ReplyList } from './list'
import type { SlotProps } from './slot'

/** Nobody looks through more: a word finds what is further down. */
const SHOWN = 50
const HEARD = ['keydown', 'input', 'click', 'focusout']

/** The list over the composer: opened by `/`, by a dot on a Russian layout, or by Ctrl+/. */
export default function QuickReplyBox({ conversationId, field, onFiles }: SlotProps) {
  const list = useId()
  const [trigger, setTrigger] = useState<Trigger | null>(null)
  const [active, setActive] = useState(0)
  /** The slash that Esc has closed: it stays a slash. */
  const closed = useRef<number | null>(null)
  const dotted = useRef(false)
  const [{ dot }] = useQuickSetting()
  const me = useMe()
  const company = useWorkspace()
  const replies = useQuery(quickRepliesQuery).data
  const contactId = useConversation(conversationId)?.contact.id ?? ''
  const contact = useQuery({ ...contactQuery(contactId), enabled: contactId !== '' }).data
  const fields = useQuery(fieldsQuery).data
  const words = trigger?.words
  const all = useMemo(
    () => (words !== undefined && replies ? findReplies(replies, words) : []),
    [replies, words],
  )
  const found = all.slice(0, SHOWN)
  const shown = trigger !== null && (found.length > 0 || replies?.length === 0)
  const chosen = found[Math.min(active, found.length - 1)]

  const insert = (reply: QuickReply) => {
    const input = field.current
    if (!input || !trigger) return
    const facts = {
      contact,
      fields: fields ?? [],
      company: company?.name ?? '',
      agent: me.user?.name ?? '',
    }
    const text = fillReply(reply.text, facts)
    replaceRange(input, trigger.from, trigger.to, text)
    setTrigger(null)
    noteInserted(conversationId, reply.id)
    if (reply.media.length > 0) onFiles(reply.media)
    const gap = nextUnfilled(input.value, trigger.from)
    if (gap) input.setSelectionRange(...gap)
  }
  const latest = useRef({ shown, found, active, trigger, insert, dot })
  latest.current = { shown, found, active, trigger, insert, dot }

  useEffect(() => {
    const look = (input: HTMLTextAreaElement) => {
      const next = triggerAt(input.value, input.selectionStart ?? 0, dotted.current)
      if (next?.from !== closed.current) closed.current = null
      setTrigger(next && closed.current === null && input.selectionStart === input.selectionEnd ? next : null)
      if (next?.words !== latest.current.trigger?.words) setActive(0)
    }
    const onInput = (input: HTMLTextAreaElement) => {
      if (input.value.trim() === '') {
        forgetInserted(conversationId)
        dotted.current = false
      }
      look(input)
    }
    const onKeyDown = (input: HTMLTextAreaElement, event: KeyboardEvent) => {
      if (event.isComposing) return
      const name = keyName(event)
      // The slash's key on a Russian layout; a dot by another key is only a dot.
      if (event.key === '.' && input.value === '')
        dotted.current = event.code === 'Slash' && latest.current.dot
      const { shown, found, active, trigger, insert } = latest.current
      const reply = found[Math.min(active, found.length - 1)]
      if (shown && name === 'escape')
        return take(event, () => {
          closed.current = trigger?.from ?? null
          setTrigger(null)
        })
      if (shown && reply) {
        if (name === 'arrowdown') return take(event, () => setActive((active + 1) % found.length))
        if (name === 'arrowup')
          return take(event, () => setActive((active + found.length - 1) % found.length))
        if (name === 'enter' || name === 'tab') return take(event, () => insert(reply))
      }
      if (name === 'tab' || name === 'shift+tab') {
        const caret = name === 'tab' ? (input.selectionEnd ?? 0) : (input.selectionStart ?? 0)
        const gap = nextUnfilled(input.value, caret, name !== 'tab')
        if (gap) take(event, () => input.setSelectionRange(...gap))
      }
    }
    // The field comes and goes (a voice message takes its place), so the document is heard, before the composer is.
    const heard = (event: Event) => {
      const input = field.current
      if (!input || event.target !== input) return
      if (event.type === 'keydown') onKeyDown(input, event as KeyboardEvent)
      else if (event.type === 'input') onInput(input)
      else if (event.type === 'click') look(input)
      else setTrigger(null)
    }
    for (const name of HEARD) document.addEventListener(name, heard, true)
    // This code comes later than the field: what was written until then counts too.
    if (field.current && document.activeElement === field.current) look(field.current)
    return () => {
      for (const name of HEARD) document.removeEventListener(name, heard, true)
    }
  }, [field, conversationId])

  useHotkeys({ 'mod+/': () => field.current && openByKey(field.current) })

  const option = shown && chosen ? `${list}-${chosen.id}` : null
  useEffect(() => {
    const input = field.current
    return option && input ? tieToList(input, list, option) : undefined
  }, [list, option, field])

  if (!shown) return null
  return (
    <ReplyList
      id={list}
      replies={found}
      more={all.length - found.length}
      activeId={chosen?.id ?? null}
      onChoose={insert}
      onPoint={reply => setActive(found.indexOf(reply))}
    />
  )
}

function take(event: KeyboardEvent, action: () => void) {
  event.preventDefault()
  event.stopPropagation()
  action()
}

/** Opens the list where the caret is, with a space before the slash when it needs one. */
function openByKey(input: HTMLTextAreaElement) {
  input.focus()
  const at = input.selectionStart ?? input.value.length
  const open = triggerAt(input.value, at, false)
  if (open) return
  const before = input.value.slice(0, at)
  replaceRange(input, at, input.selectionEnd ?? at, before === '' || /\s$/u.test(before) ? '/' : ' /')
}
