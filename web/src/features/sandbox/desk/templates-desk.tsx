import { useQuery } from '@tanstack/react-query'
import { type SandboxTemplate, sandboxCall } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { useBase } from '../context'
import { templateText } from '../phone/template-view'
import { templatesQuery, useChange } from '../queries'

type Decision = { id: string; decision: 'approve' | 'reject' | 'pause' | 'disable'; reason?: string }
const REASONS = ['INVALID_FORMAT', 'TAG_CONTENT_MISMATCH', 'PROMOTIONAL', 'ABUSIVE_CONTENT', 'SCAM']

const STATES: Record<string, { tone: Tone; label: PlainKey }> = {
  PENDING: { tone: 'warn', label: 'sandbox.status_pending' },
  APPROVED: { tone: 'success', label: 'sandbox.status_approved' },
  REJECTED: { tone: 'danger', label: 'sandbox.status_rejected' },
  PAUSED: { tone: 'warn', label: 'sandbox.status_paused' },
  DISABLED: { tone: 'danger', label: 'sandbox.status_disabled' },
  DELETED: { tone: 'neutral', label: 'sandbox.status_deleted' },
}

/** The reviewer's desk: what waits for a decision comes first. */
export function TemplatesDesk() {
  const { t } = useT()
  const base = useBase()
  const templates = useQuery(templatesQuery(base))
  if (templates.isPending) return <SkeletonRows />
  if (templates.error && !templates.data)
    return <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
  const rows = (templates.data ?? []).filter(({ status }) => status !== 'DELETED')
  if (rows.length === 0)
    return <EmptyState title={t('sandbox.no_templates')}>{t('sandbox.no_templates_why')}</EmptyState>
  const waiting = (template: SandboxTemplate) => (template.status === 'PENDING' ? 0 : 1)
  return (
    <ul aria-label={t('sandbox.templates')} className="h-full overflow-y-auto">
      {rows
        .toSorted((a, b) => waiting(a) - waiting(b))
        .map(template => (
          <TemplateRow key={template.id} template={template} />
        ))}
    </ul>
  )
}

function TemplateRow({ template }: { template: SandboxTemplate }) {
  const { t } = useT()
  const decide = useChange<Decision>((base, { id, ...body }) =>
    sandboxCall(base, 'POST', `templates/${id}/decision`, { body }),
  )
  const { id, name, language, category, status } = template
  const state = STATES[status]
  const say = (decision: Decision['decision'], reason?: string) =>
    decide.mutate({ id, decision, ...(reason && { reason }) })
  return (
    <li className="flex flex-col gap-2 border-line border-b p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{name}</span>
        <Badge>{language}</Badge>
        <Badge tone="info">{category}</Badge>
        <Badge tone={state?.tone ?? 'neutral'}>{state ? t(state.label) : status}</Badge>
      </div>
      <p className="line-clamp-3 whitespace-pre-wrap text-ink-2 text-small">{templateText(template)}</p>
      <div className="flex flex-wrap gap-1.5">
        {status !== 'APPROVED' && (
          <Button size="small" kind="primary" busy={decide.isPending} onClick={() => say('approve')}>
            {t('sandbox.approve')}
          </Button>
        )}
        {status === 'PENDING' && (
          <Menu
            align="start"
            heading={t('sandbox.reject_reason')}
            items={REASONS.map(reason => ({
              id: reason,
              label: <code>{reason}</code>,
              onSelect: () => say('reject', reason),
            }))}
            trigger={<Button size="small">{t('sandbox.reject')}</Button>}
          />
        )}
        {status === 'APPROVED' && (
          <>
            <Button size="small" onClick={() => say('pause')}>
              {t('sandbox.pause_template')}
            </Button>
            <Button size="small" kind="danger" onClick={() => say('disable')}>
              {t('sandbox.disable_template')}
            </Button>
          </>
        )}
      </div>
    </li>
  )
}
