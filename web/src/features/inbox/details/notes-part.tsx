import { useInfiniteQuery } from '@tanstack/react-query'
import type { Conversation } from '@/api/types'
import { rowOf } from '@/lib/bidi'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatDate } from '@/lib/time'
import { entriesQuery } from '../note/api'
import { Part } from './part'

const SHOWN = 3

/** What colleagues noted last, so that it need not be looked for in the thread. */
export function NotesPart({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useT()
  const pages = useInfiniteQuery(entriesQuery(conversation.id)).data?.pages ?? []
  const notes = pages.flatMap(page => page.data).filter(({ kind }) => kind === 'note')
  if (notes.length === 0) return null
  return (
    <Part title={t('inbox.notes')}>
      <ul className="flex flex-col gap-2">
        {notes.slice(0, SHOWN).map(({ id, author, at, data }) => (
          <li key={id} className="rounded-control bg-note px-2 py-1.5 text-on-note">
            <p className="line-clamp-6 whitespace-pre-wrap [overflow-wrap:anywhere]">
              {textAt(data, 'text')}
            </p>
            <p className="text-meta">
              {rowOf([author.name ?? author.id ?? t('inbox.somebody'), formatDate(locale, at)])}
            </p>
          </li>
        ))}
      </ul>
    </Part>
  )
}
