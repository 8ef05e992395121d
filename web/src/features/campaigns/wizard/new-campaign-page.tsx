import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorWords } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import type { View } from '@/api/types'
import { numbersQuery } from '@/features/inbox/api'
import { businessNow } from '@/lib/clock'
import { translate, useT } from '@/lib/i18n'
import { useGo, useSearchValue } from '@/lib/routing'
import { formatDate } from '@/lib/time'
import { Button } from '@/ui/button'
import { BackLink } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { Stepper } from '@/ui/progress'
import { createCampaign } from '../api'
import { AudienceFields } from './audience-step'
import { ALL_STEPS, hasAudience } from './steps'

/** The first step of a new campaign: the draft is made as soon as somebody is chosen. */
export default function NewCampaignPage() {
  const { t, locale } = useT()
  const go = useGo()
  const [segment] = useSearchValue('segment')
  const numbers = useQuery(numbersQuery).data ?? []
  const [audience, setAudience] = useState<View<'Audience'>>(segment ? { segment_id: segment } : {})
  const [numberId, setNumberId] = useState<string | null>(null)
  const number_id = numberId ?? (numbers.length === 1 ? (numbers[0]?.id ?? null) : null)
  const [startedAt] = useState(businessNow)
  const body = {
    name: t('campaigns.default_name', { date: formatDate(locale, startedAt) }),
    audience,
    ...(number_id && { number_id }),
  }
  const key = useStableKey(body)
  const create = useMutation({
    mutationFn: (next: { made: View<'NewCampaign'>; step: string }) => createCampaign(next.made, key),
    onSuccess: (campaign, { step }) => go(`/campaigns/${campaign.id}/edit${step}`, { replace: true }),
  })
  const choose = (next: View<'Audience'>) => {
    setAudience(next)
    if (hasAudience(next) && !create.isPending) create.mutate({ made: { ...body, audience: next }, step: '' })
  }
  const ready = hasAudience(audience) && number_id !== null
  return (
    <Page
      title={t('campaigns.new')}
      back={<BackLink to="/campaigns" label={t('campaigns.to_list')} />}
      below={
        <Stepper
          label={t('campaigns.steps')}
          steps={ALL_STEPS.map(id => ({ id, label: t(`campaigns.step_${id}`) }))}
          current="audience"
          reachable={() => false}
          onStep={() => {}}
        />
      }
    >
      <div className="mx-auto flex max-w-6xl flex-col gap-4">
        <AudienceFields audience={audience} numberId={number_id} onAudience={choose} onNumber={setNumberId} />
        {create.error && (
          <p role="alert" className="text-danger">
            {errorWords(create.error, translate())}
          </p>
        )}
        <div>
          <Button
            kind="primary"
            busy={create.isPending}
            whyDisabled={ready ? null : t('campaigns.choose_audience')}
            onClick={() => create.mutate({ made: body, step: '/template' })}
          >
            {t('ui.next')}
          </Button>
        </div>
      </div>
    </Page>
  )
}
