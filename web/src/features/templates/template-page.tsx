import { useMutation, useQuery } from '@tanstack/react-query'
import { Copy, Pencil, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { newKey } from '@/api/client'
import type { Template } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { useGo, useParam } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { Card, Page } from '@/ui/page'
import { PhonePreview } from '@/ui/phone-preview'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { deleteTemplate, saveTemplate, submitTemplate, templateQuery } from './api'
import { copyName } from './model'
import { languageName, QUALITY_TONES, STATUS_TONES, statusKey, useRejectionWords } from './words'

/** Where a template stands, its history, and what can be done. */
export default function TemplatePage() {
  const { t } = useT()
  const id = useParam('templateId') ?? ''
  const found = useQuery(templateQuery(id))
  const template = found.data
  return (
    <Page
      title={template?.name ?? t('templates.template')}
      back={<BackLink to="/templates" label={t('templates.to_list')} />}
      actions={template && <Actions template={template} />}
    >
      {found.error && !template && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <SkeletonRows rows={5} />}
      {template && (
        <>
          {found.error && <StaleNote error={found.error} onRetry={() => void found.refetch()} />}
          <div className="mx-auto flex max-w-5xl flex-col gap-6 md:flex-row">
            <div className="flex min-w-0 flex-1 flex-col gap-4">
              <Status template={template} />
              <Facts template={template} />
              <History template={template} />
            </div>
            <PhonePreview content={template.content} values={template.content.samples} />
          </div>
        </>
      )}
    </Page>
  )
}

const NOTICE_TONES = {
  pending: 'info',
  in_appeal: 'info',
  rejected: 'danger',
  paused: 'warn',
  disabled: 'danger',
  approved: 'success',
} as const

function Status({ template }: { template: Template }) {
  const { t, locale } = useT()
  const rejection = useRejectionWords()
  const { status } = template
  if (!(status in NOTICE_TONES)) return null
  const known = status as keyof typeof NOTICE_TONES
  return (
    <div role="status">
      <Notice
        tone={NOTICE_TONES[known]}
        title={known === 'rejected' ? rejection(template.rejection_reason) : t(statusKey(status))}
      >
        <p>{t(`templates.what_${known}`)}</p>
        {template.rejection_detail && <p className="mt-1">{template.rejection_detail}</p>}
        {known === 'paused' && template.paused_until && (
          <p>{t('templates.paused_until', { at: formatDateTime(locale, template.paused_until) })}</p>
        )}
      </Notice>
    </div>
  )
}

function Facts({ template }: { template: Template }) {
  const { t, locale } = useT()
  const rows = [
    {
      name: t('templates.status'),
      value: <Badge tone={STATUS_TONES[template.status]}>{t(statusKey(template.status))}</Badge>,
    },
    {
      name: t('templates.quality'),
      value: (
        <Badge tone={QUALITY_TONES[template.quality]}>{t(`templates.quality_${template.quality}`)}</Badge>
      ),
    },
    { name: t('templates.language'), value: languageName(locale, template.language) },
    { name: t('templates.category'), value: t(`templates.category_${template.category}`) },
    {
      name: t('templates.price'),
      value: template.unit_price ? formatMoney(locale, template.unit_price) : t('templates.price_unknown'),
    },
  ]
  return (
    <Card title={t('templates.facts')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 p-4">
        {rows.map(({ name, value }) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="px-4 pb-4 text-ink-2 text-small">{t(`templates.category_${template.category}_what`)}</p>
    </Card>
  )
}

function History({ template }: { template: Template }) {
  const { t, locale } = useT()
  const rejection = useRejectionWords()
  return (
    <Card title={t('templates.history')}>
      <ol className="flex flex-col gap-2 p-4">
        {template.history.map((event, index) => (
          <li key={index} className="flex flex-wrap items-baseline gap-x-3">
            <span className="w-44 text-ink-3 text-small">{formatDateTime(locale, event.at)}</span>
            <span className="font-medium">{t(statusKey(event.status))}</span>
            {event.reason && <span className="text-ink-2">{rejection(event.reason)}</span>}
            {event.by && <span className="text-ink-3 text-small">{event.by}</span>}
          </li>
        ))}
        {template.history.length === 0 && <li className="text-ink-2">{t('templates.no_history')}</li>}
      </ol>
    </Card>
  )
}

function Actions({ template }: { template: Template }) {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const submit = useMutation({
    mutationFn: () => submitTemplate(template.id),
    onSuccess: () => say(t('templates.submitted')),
    onError: sayError,
  })
  const copy = useMutation({
    mutationFn: () => {
      const { connection_id, name, language, category, content } = template
      return saveTemplate(
        null,
        { connection_id, name: copyName(name), language, category, content },
        newKey(),
      )
    },
    onSuccess: made => go(`/templates/${made.id}/edit`),
    onError: sayError,
  })
  if (!can('templates.manage')) return null
  const editable = template.status === 'draft'
  return (
    <>
      {editable && (
        <LinkButton to={`/templates/${template.id}/edit`}>
          <Pencil className="size-4" aria-hidden />
          {t('ui.edit')}
        </LinkButton>
      )}
      <Button
        kind={template.status === 'rejected' ? 'primary' : 'secondary'}
        icon={<Copy className="size-4" aria-hidden />}
        busy={copy.isPending}
        onClick={() => copy.mutate()}
      >
        {t(template.status === 'rejected' ? 'templates.fix_copy' : 'templates.copy')}
      </Button>
      {editable && (
        <Button
          kind="primary"
          icon={<Send className="size-4" aria-hidden />}
          busy={submit.isPending}
          onClick={() => submit.mutate()}
        >
          {t('templates.submit')}
        </Button>
      )}
      <DeleteTemplate template={template} />
    </>
  )
}

function DeleteTemplate({ template }: { template: Template }) {
  const { t } = useT()
  const go = useGo()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => deleteTemplate(template.id),
    onSuccess: () => go('/templates', { replace: true }),
    onError: error => {
      setAsking(false)
      sayError(error)
    },
  })
  return (
    <>
      <Button kind="danger" icon={<Trash2 className="size-4" aria-hidden />} onClick={() => setAsking(true)}>
        {t('ui.delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('templates.delete_title')}
        description={t('templates.delete_what')}
        confirm={t('templates.delete_confirm')}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
