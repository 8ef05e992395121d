import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Conversation, Message } from '@/api/types'
import { aroundQuery, threadQuery } from '../api'
import { entriesQuery } from '../note/api'
import { weave } from '../note/weave'
import { isMark } from './bar/react'

/**
 * The rows of a thread, oldest first: from its newest message, or around the one that the address names when that is
 * further up than what is loaded.
 */
export function useThreadRows({ id }: Conversation, wanted: string) {
  const thread = useInfiniteQuery(threadQuery(id))
  const isLoaded =
    wanted === '' ||
    (thread.data?.pages.some(page => page.data.some(({ id: own }) => own === wanted)) ?? true)
  const around = useInfiniteQuery({ ...aroundQuery(id, wanted), enabled: !isLoaded })
  // A message that is not in this conversation is no reason to show nothing.
  const away = !isLoaded && !around.error
  const messages: readonly Message[] = useMemo(
    () =>
      ((away ? around.data : thread.data)?.pages.flatMap(page => page.data) ?? [])
        .filter(message => !isMark(message))
        .toReversed(),
    [away, around.data, thread.data],
  )
  const older = away ? around : thread

  const entries = useInfiniteQuery(entriesQuery(id))
  const known = useMemo(
    () => (entries.data?.pages.flatMap(page => page.data) ?? []).toReversed(),
    [entries.data],
  )
  // Entries are fetched as far up as messages are.
  const firstAt = messages[0]?.at ?? ''
  const entriesFrom = known[0]?.at ?? ''
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && firstAt < entriesFrom) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, firstAt, entriesFrom])

  const moreAbove = older.hasNextPage
  const moreBelow = away && around.hasPreviousPage
  const rows = useMemo(() => {
    const last = messages.at(-1)
    const shown = moreBelow && last ? known.filter(({ at }) => at <= last.at) : known
    return weave(messages, shown, moreAbove)
  }, [messages, known, moreAbove, moreBelow])
  return { thread, older, around, away, moreAbove, moreBelow, messages, rows }
}
