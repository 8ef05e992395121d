import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Campaign, Template } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { IconButton } from '@/ui/button'
import { PhonePreview } from '@/ui/phone-preview'
import { previewQuery } from '../api'
import { hasAudience } from './steps'

/** The phone of a real recipient, one after another. */
export function RecipientPreview({ campaign, template }: { campaign: Campaign; template: Template }) {
  const { t } = useT()
  const words = useReasonWords()
  const [at, setAt] = useState(0)
  const ready =
    campaign.template_id === template.id && campaign.number_id !== null && hasAudience(campaign.audience)
  const preview = useInfiniteQuery({ ...previewQuery(campaign), enabled: ready, retry: false })
  const people = ready ? (preview.data?.pages.flatMap(page => page.data) ?? []) : []
  const index = Math.min(at, Math.max(0, people.length - 1))
  const person = people[index]
  const empty = person ? template.variables.filter(key => !person.values[key]?.trim()) : []
  const forward = () => {
    setAt(index + 1)
    if (index + 5 >= people.length && preview.hasNextPage && !preview.isFetchingNextPage)
      void preview.fetchNextPage()
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-1">
        <IconButton
          label={t('campaigns.previous_recipient')}
          disabled={index === 0}
          onClick={() => setAt(index - 1)}
        >
          <ChevronLeft className="size-5" aria-hidden />
        </IconButton>
        <div role="status" className="min-w-0 flex-1 text-center">
          <p className="truncate font-medium">
            {person ? person.name || formatPhone(person.phone) : t('campaigns.sample')}
          </p>
          <p className="truncate text-ink-3 text-meta">{person && formatPhone(person.phone)}</p>
        </div>
        <IconButton
          label={t('campaigns.next_recipient')}
          disabled={index + 1 >= people.length}
          onClick={forward}
        >
          <ChevronRight className="size-5" aria-hidden />
        </IconButton>
      </div>
      <PhonePreview content={template.content} values={person?.values ?? template.content.samples} />
      {person?.reason && (
        <p className="text-small text-warn">
          {t('campaigns.will_not_get', { why: words(person.reason).title })}
        </p>
      )}
      {empty.length > 0 && (
        <p className="text-small text-warn">
          {t('campaigns.empty_values', { names: empty.map(key => `{{${key}}}`).join(', ') })}
        </p>
      )}
    </div>
  )
}
