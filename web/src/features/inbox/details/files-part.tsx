import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { withWorkspace } from '@/api/client'
import type { Conversation } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatBytes } from '@/lib/money'
import { formatDate } from '@/lib/time'
import { threadQuery } from '../api'
import { kindWord } from '../kinds'
import { Part } from './part'

const SHOWN = 20

/** Files of the messages that are loaded, newest first, each to download. */
export function FilesPart({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useT()
  const pages = useInfiniteQuery(threadQuery(conversation.id)).data?.pages ?? []
  const files = pages
    .flatMap(page => page.data)
    .flatMap(message => (message.media?.state === 'ready' ? [{ message, media: message.media }] : []))
    .slice(0, SHOWN)
  if (files.length === 0) return null
  return (
    <Part title={t('inbox.files')}>
      <ul className="flex flex-col">
        {files.map(({ message, media }) => (
          <li key={message.id}>
            <a
              href={withWorkspace(`/api/v1/media/${media.id}/content?download=true`)}
              download
              className="inset-focus flex min-h-9 items-center gap-2 rounded-control px-1 py-1 hover:bg-surface-2 max-md:min-h-11"
            >
              <FileText className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{media.file_name || t(kindWord(message.type))}</span>
                <span className="block truncate text-ink-3 text-meta">
                  {[
                    media.bytes === null ? '' : formatBytes(locale, media.bytes),
                    formatDate(locale, message.created_at),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Part>
  )
}
