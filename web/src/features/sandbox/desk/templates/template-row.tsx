import type { SandboxTemplate } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { templateText } from '../../phone/template-view'
import { TemplateDecisions } from './template-decisions'

const STATES: Record<string, { tone: Tone; label: PlainKey }> = {
  PENDING: { tone: 'warn', label: 'sandbox.status_pending' },
  IN_APPEAL: { tone: 'warn', label: 'sandbox.status_in_appeal' },
  APPROVED: { tone: 'success', label: 'sandbox.status_approved' },
  REJECTED: { tone: 'danger', label: 'sandbox.status_rejected' },
  PAUSED: { tone: 'warn', label: 'sandbox.status_paused' },
  DISABLED: { tone: 'danger', label: 'sandbox.status_disabled' },
  PENDING_DELETION: { tone: 'neutral', label: 'sandbox.status_deleted' },
  LIMIT_EXCEEDED: { tone: 'warn', label: 'sandbox.status_limit_exceeded' },
  LOCKED: { tone: 'info', label: 'sandbox.status_locked' },
  ARCHIVED: { tone: 'neutral', label: 'sandbox.status_archived' },
}
const QUALITIES: Record<string, Tone> = { GREEN: 'success', YELLOW: 'warn', RED: 'danger' }

/** A template before the reviewer: what it says, where it stands, what can be decided. */
export function TemplateRow({ template }: { template: SandboxTemplate }) {
  const { t, locale } = useT()
  const { name, language, category, status, quality } = template
  const state = STATES[status]
  const moment = (at: number) => formatDateTime(locale, at)
  const notes = [
    template.review_due_ms &&
      t(template.manual_review ? 'sandbox.review_due_manual' : 'sandbox.review_due', {
        time: moment(template.review_due_ms),
      }),
    status === 'REJECTED' &&
      template.rejected_reason &&
      template.rejected_reason !== 'NONE' &&
      t('sandbox.rejected_because', { reason: template.rejected_reason }),
    template.flagged_until_ms && t('sandbox.template_flagged', { time: moment(template.flagged_until_ms) }),
    template.pauses && t('sandbox.template_pauses', { count: template.pauses }),
    template.correct_category &&
      t('sandbox.category_due', {
        category: template.correct_category,
        time: template.category_due_ms ? moment(template.category_due_ms) : '',
      }),
  ].filter((note): note is string => Boolean(note))
  return (
    <li className="flex flex-col gap-2 border-line border-b p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="break-all font-medium">{name}</span>
        <Badge>{language}</Badge>
        <Badge tone="info">{category}</Badge>
        <Badge tone={state?.tone ?? 'neutral'}>{state ? t(state.label) : status}</Badge>
        {quality && QUALITIES[quality] && (
          <Badge tone={QUALITIES[quality]}>
            {t(`sandbox.quality_${quality as 'GREEN' | 'YELLOW' | 'RED'}`)}
          </Badge>
        )}
      </div>
      {notes.map(note => (
        <p key={note} className="text-small text-warn">
          {note}
        </p>
      ))}
      <p className="line-clamp-3 whitespace-pre-wrap text-ink-2 text-small">{templateText(template)}</p>
      <TemplateDecisions template={template} />
    </li>
  )
}
