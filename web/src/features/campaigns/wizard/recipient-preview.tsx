import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Campaign } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { IconButton } from '@/ui/button'
import { PhonePreview } from '@/ui/phone-preview'
import { previewQuery } from '../api'
import { type CampaignMessage, fillText } from './message'
import { hasAudience } from './steps'

/** The phone of a real recipient, one after another. */
export function RecipientPreview({ campaign, message }: { campaign: Campaign; message: CampaignMessage }) {
  const { t } = useT()
  const words = useReasonWords()
  const [at, setAt] = useState(0)
  const { content } = message
  // What is asked about is what the server has: a template that is chosen, a text that says something.
  const said = message.kind === 'text' ? campaign.content?.text.body.trim() : campaign.template_id
  const ready = Boolean(said) && campaign.number_id !== null && hasAudience(campaign.audience)
  const preview = useInfiniteQuery({ ...previewQuery(campaign), enabled: ready, retry: false })
  const people = ready ? (preview.data?.pages.flatMap(page => page.data) ?? []) : []
  const index = Math.min(at, Math.max(0, people.length - 1))
  const person = people[index]
  const empty = person ? message.variables.filter(key => !person.values[key]?.trim()) : []
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
      {message.kind === 'text' ? (
        <PhonePreview content={{ ...content, body: fillText(content.body, person?.values ?? {}) }} />
      ) : (
        <PhonePreview content={content} values={person?.values ?? content.samples} />
      )}
      {ready && preview.data && people.length === 0 && (
        <p className="text-small text-warn">{t('campaigns.no_open_windows')}</p>
      )}
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
