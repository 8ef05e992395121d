import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { IconButton } from '@/ui/button'

/** Looks for words in the open conversation, over all of its history. */
export function FindBar({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t } = useT()
  const [words, setWords] = useState('')
  const asked = useDeferredValue(words.trim())
  const field = useRef<HTMLInputElement>(null)
  const [, goTo] = useSearchValue('m')
  const [place, setPlace] = useState(0)
  useEffect(() => field.current?.focus(), [])
  const found = useQuery({
    queryKey: ['conversations', 'found', conversationId, asked],
    queryFn: async ({ signal }) => {
      const params = { path: { conversation_id: conversationId }, query: { q: asked } }
      const answer = await api.GET('/api/v1/conversations/{conversation_id}/messages/found', {
        params,
        signal,
      })
      return dataOf(answer).data
    },
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const hits = asked === '' ? [] : (found.data ?? [])
  const firstId = hits[0]?.message_id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new newest hit is shown; the rest is read as it is
  useEffect(() => {
    setPlace(0)
    if (firstId) goTo(firstId)
  }, [firstId, asked])

  const step = (by: 1 | -1) => {
    if (hits.length === 0) return
    const next = (place + by + hits.length) % hits.length
    setPlace(next)
    goTo(hits[next]?.message_id ?? '')
  }
  const close = () => {
    goTo('')
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      step(event.shiftKey ? -1 : 1)
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }
  return (
    <search className="flex shrink-0 items-center gap-1 border-line border-b bg-surface px-3 py-1.5">
      <input
        ref={field}
        type="search"
        value={words}
        maxLength={200}
        onChange={event => setWords(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t('inbox.find')}
        placeholder={t('inbox.find')}
        className="h-9 min-w-0 flex-1 rounded-control border border-line-strong bg-surface px-3 max-md:h-11 max-md:text-lead"
      />
      <span role="status" className="shrink-0 px-2 text-ink-2 text-small tabular-nums">
        {asked !== '' &&
          found.data &&
          (hits.length === 0
            ? t('inbox.find_nothing')
            : t('inbox.find_place', { place: place + 1, count: hits.length }))}
      </span>
      <IconButton label={t('inbox.find_older')} keys="Enter" onClick={() => step(1)}>
        <ChevronUp className="size-5" aria-hidden />
      </IconButton>
      <IconButton label={t('inbox.find_newer')} keys="Shift+Enter" onClick={() => step(-1)}>
        <ChevronDown className="size-5" aria-hidden />
      </IconButton>
      <IconButton label={t('ui.close')} keys="Esc" onClick={close}>
        <X className="size-5" aria-hidden />
      </IconButton>
    </search>
  )
}
