import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { errorWords } from '@/api/errors'
import type { Campaign, Template } from '@/api/types'
import { approvedTemplatesQuery, fieldsQuery } from '@/features/inbox/api'
import { translate, useT } from '@/lib/i18n'
import { useGo, useParam } from '@/lib/routing'
import { Button, IconButton } from '@/ui/button'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { Stepper } from '@/ui/progress'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { campaignQuery, deleteCampaign } from '../api'
import { useAudienceCount } from './audience'
import { AudienceFields } from './audience-step'
import { CheckStep } from './check-step'
import { useDraft } from './draft'
import { ForecastStep } from './forecast-step'
import { Funnel } from './funnel'
import { messageOf, textContent, textMessage } from './message'
import { MessageStep } from './message-step'
import { RecipientPreview } from './recipient-preview'
import { canOpen, isDone, neighbour, openedStep, stepsFor, type WizardStep } from './steps'
import { prefilled } from './values'
import { ValuesStep } from './values-step'

/** A campaign being written, step by step; every change is saved. */
export default function WizardPage() {
  const { t } = useT()
  const id = useParam('campaignId') ?? ''
  const found = useQuery({ ...campaignQuery(id), refetchOnMount: 'always' })
  const templates = useQuery(approvedTemplatesQuery)
  const campaign = found.data
  if (campaign?.state === 'draft' && templates.data)
    return <Wizard key={id} campaign={campaign} templates={templates.data} />
  const error = found.error ?? templates.error
  return (
    <Page
      title={campaign?.name ?? t('campaigns.new')}
      back={<BackLink to="/campaigns" label={t('campaigns.to_list')} />}
    >
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void found.refetch()
            void templates.refetch()
          }}
        />
      ) : campaign && campaign.state !== 'draft' ? (
        <EmptyState
          title={t('campaigns.already_started')}
          action={
            <LinkButton to={`/campaigns/${id}`} kind="primary">
              {t('campaigns.to_report')}
            </LinkButton>
          }
        />
      ) : (
        <SkeletonRows rows={6} />
      )}
    </Page>
  )
}

function Wizard({ campaign, templates }: { campaign: Campaign; templates: Template[] }) {
  const { t, locale } = useT()
  const go = useGo()
  const asked = useParam('step')
  const fields = useQuery(fieldsQuery).data ?? []
  const handle = useDraft(campaign)
  const { draft, saved, change, flush } = handle
  const message = messageOf(draft, templates, locale)
  const variables = message?.variables ?? []
  const audienceCount = useAudienceCount(draft.audience)
  const steps = stepsFor(audienceCount)
  const step = openedStep(asked, steps, draft, variables)
  const open = (next: WizardStep) => {
    void flush()
    go(`/campaigns/${campaign.id}/edit/${next}`)
  }
  const chooseTemplate = (chosen: Template | null) =>
    change({
      template_id: chosen?.id ?? null,
      content: null,
      values: chosen ? prefilled(chosen, {}, fields) : {},
    })
  // A variable that is gone for a moment keeps what was chosen for it.
  const write = (body: string) =>
    change({
      template_id: null,
      content: textContent(body),
      values: { ...draft.values, ...prefilled(textMessage(body, locale), draft.values, fields) },
    })
  const next = neighbour(step, steps, 1)
  const before = neighbour(step, steps, -1)
  const done = isDone(step, draft, variables)
  return (
    <Page
      title={draft.name || t('campaigns.new')}
      subtitle={t(`campaigns.draft_${handle.state}`)}
      back={<BackLink to="/campaigns" label={t('campaigns.to_list')} />}
      actions={<DeleteDraft id={campaign.id} />}
      below={
        <Stepper
          label={t('campaigns.steps')}
          steps={steps.map(id => ({ id, label: t(`campaigns.step_${id}`) }))}
          current={step}
          reachable={id => canOpen(id as WizardStep, steps, draft, variables)}
          onStep={id => open(id as WizardStep)}
        />
      }
    >
      <div className="mx-auto flex max-w-6xl flex-col gap-6 lg:flex-row">
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          {step === 'audience' && (
            <>
              <AudienceFields
                audience={draft.audience}
                numberId={draft.number_id}
                onAudience={audience => change({ audience })}
                onNumber={number_id => change({ number_id })}
              />
              <Funnel campaign={saved} audience={audienceCount} />
            </>
          )}
          {step === 'template' && (
            <MessageStep draft={draft} templates={templates} onTemplate={chooseTemplate} onText={write} />
          )}
          {step === 'values' && message && (
            <ValuesStep message={message} values={draft.values} onChange={values => change({ values })} />
          )}
          {step === 'forecast' && <ForecastStep campaign={saved} />}
          {step === 'check' && message && (
            <CheckStep handle={handle} message={message} withValues={!steps.includes('values')} />
          )}
          {handle.error !== null && (
            <p role="alert" className="text-danger">
              {errorWords(handle.error, translate())}
            </p>
          )}
          {step !== 'check' && (
            <div className="flex flex-wrap gap-2">
              {before && <Button onClick={() => open(before)}>{t('ui.back')}</Button>}
              {next && (
                <Button
                  kind="primary"
                  whyDisabled={
                    done ? null : t(`campaigns.todo_${step as 'audience' | 'template' | 'values'}`)
                  }
                  onClick={() => open(next)}
                >
                  {t('campaigns.next_to', { step: t(`campaigns.step_${next}`) })}
                </Button>
              )}
            </div>
          )}
        </div>
        {message && (
          <div className="w-full lg:w-80">
            <RecipientPreview campaign={saved} message={message} />
          </div>
        )}
      </div>
    </Page>
  )
}

function DeleteDraft({ id }: { id: string }) {
  const { t } = useT()
  const go = useGo()
  const remove = () =>
    void deleteCampaign(id)
      .then(() => go('/campaigns', { replace: true }))
      .catch(sayError)
  return (
    <IconButton label={t('campaigns.delete_draft')} onClick={remove}>
      <Trash2 className="size-5" aria-hidden />
    </IconButton>
  )
}
