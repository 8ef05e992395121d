import { ChevronRight, Star } from 'lucide-react'
import type { Conversation } from '@/api/types'
import { useStarred } from '@/features/starred/api'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Part } from './part'

/** How many messages of the conversation the person starred, and the way to them. */
export function StarredPart({ conversation: { id } }: { conversation: Conversation }) {
  const { t } = useT()
  const count = useStarred(id).size
  if (count === 0) return null
  return (
    <Part title={t('inbox.starred')}>
      <WsLink
        to="/starred"
        search={{ conversation: id }}
        className="inset-focus flex min-h-9 items-center gap-2 rounded-control px-1 hover:bg-surface-2 max-md:min-h-11"
      >
        <Star className="size-4 shrink-0 text-ink-3" aria-hidden />
        <span className="flex-1">{t('inbox.starred_count', { count })}</span>
        <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden />
      </WsLink>
    </Part>
  )
}
