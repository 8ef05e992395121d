import { useQuery } from '@tanstack/react-query'
import { FileText, Star } from 'lucide-react'
import type { Conversation, Template } from '@/api/types'
import { useCan } from '@/app/session'
import { approvedTemplatesQuery, contactQuery } from '@/features/inbox/api'
import { QUALITY_TONES } from '@/features/templates/words'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { WsLink } from '@/lib/routing'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { useMemory } from './memory'
import { orderTemplates } from './order'

interface ChooseProps {
  conversation: Conversation
  connectionId: string | undefined
  typed: string
  onType: (typed: string) => void
  onChoose: (template: Template) => void
}

/** The approved templates of the conversation's account: found by words, favourites and the customer's language first. */
export function ChooseTemplate({ conversation, connectionId, typed, onType, onChoose }: ChooseProps) {
  const { t, locale } = useT()
  const can = useCan()
  const { memory, toggleFavourite } = useMemory()
  const templates = useQuery(approvedTemplatesQuery)
  const contact = useQuery(contactQuery(conversation.contact.id)).data
  if (templates.error) return <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
  const own = templates.data?.filter(({ connection_id }) => !connectionId || connection_id === connectionId)
  if (own?.length === 0)
    return (
      <EmptyState icon={<FileText />} title={t('inbox.no_templates')}>
        {can('templates.manage') && (
          <WsLink to="/templates" className="text-on-soft underline">
            {t('inbox.to_templates')}
          </WsLink>
        )}
      </EmptyState>
    )
  const words = typed.trim().toLowerCase()
  const found = orderTemplates(
    (own ?? []).filter(({ name, content }) => `${name} ${content.body}`.toLowerCase().includes(words)),
    contact?.locale ?? locale,
    memory,
  )
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('inbox.search_templates')}
        type="search"
        value={typed}
        onChange={event => onType(event.target.value)}
        onKeyDown={event => {
          const [first] = found
          if (event.key === 'Enter' && first && !event.nativeEvent.isComposing) {
            event.preventDefault()
            onChoose(first)
          }
        }}
        autoFocus
      />
      {!own && <SkeletonRows rows={4} />}
      {own && found.length === 0 && <p className="py-6 text-center text-ink-2">{t('ui.filter_empty')}</p>}
      <ul className="flex flex-col gap-2">
        {found.map(template => (
          <Row
            key={template.id}
            template={template}
            isFavourite={memory.favourites.includes(template.id)}
            isRecent={memory.used.slice(0, 3).includes(template.id)}
            onChoose={onChoose}
            onStar={toggleFavourite}
          />
        ))}
      </ul>
    </div>
  )
}

function Row({
  template,
  isFavourite,
  isRecent,
  onChoose,
  onStar,
}: {
  template: Template
  isFavourite: boolean
  isRecent: boolean
  onChoose: (template: Template) => void
  onStar: (id: string) => void
}) {
  const { t, locale, find } = useT()
  const { quality } = template
  return (
    <li className="flex items-start rounded-card border border-line hover:bg-surface-2">
      <button type="button" onClick={() => onChoose(template)} className="min-w-0 flex-1 p-3 text-left">
        <span className="flex flex-wrap items-center gap-2">
          <span className="break-all font-medium">{template.name}</span>
          <Badge>{template.language}</Badge>
          <Badge tone="info">{find(`inbox.category_${template.category}`) ?? template.category}</Badge>
          {quality !== 'unknown' && (
            <Badge tone={QUALITY_TONES[quality]}>{t(`picker.quality_${quality}`)}</Badge>
          )}
          {isRecent && <Badge tone="accent">{t('picker.recent')}</Badge>}
          {template.unit_price && (
            <span className="ml-auto text-ink-2 text-small">
              {t('picker.per_message', { price: formatMoney(locale, template.unit_price) })}
            </span>
          )}
        </span>
        <span className="mt-1 line-clamp-2 block text-ink-2 text-small">{template.content.body}</span>
      </button>
      <IconButton
        label={t(isFavourite ? 'picker.unstar' : 'picker.star', { name: template.name })}
        aria-pressed={isFavourite}
        onClick={() => onStar(template.id)}
        className="m-1"
      >
        <Star className={cx('size-4', isFavourite && 'fill-current text-warn')} aria-hidden />
      </IconButton>
    </li>
  )
}
