import { EllipsisVertical } from 'lucide-react'
import { type SandboxTemplate, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { useChange } from '../../queries'
import { CATEGORIES, DECISION_WORDS, type Decision, decisionsOf, QUALITIES, REASONS } from './decisions'

const CATEGORY_WORDS = {
  MARKETING: 'sandbox.category_marketing',
  UTILITY: 'sandbox.category_utility',
  AUTHENTICATION: 'sandbox.category_authentication',
} as const

/** The reviewer's buttons: the usual decisions at hand, the rare ones in a menu. */
export function TemplateDecisions({ template }: { template: SandboxTemplate }) {
  const { t } = useT()
  const change = useChange<Decision>((base, body) =>
    sandboxCall(base, 'POST', `templates/${template.id}/decision`, { body }),
  )
  const decide = (decision: Decision) => change.mutate(decision)
  const offered = decisionsOf(template)
  const rare = offered.flatMap((decision): MenuItem[] => {
    if (decision === 'recategorise')
      return CATEGORIES.filter(category => category !== template.category).flatMap((category, place) => [
        {
          id: `now-${category}`,
          label: t('sandbox.category_now', { category: t(CATEGORY_WORDS[category]) }),
          separated: place === 0,
          onSelect: () => decide({ decision, category, notice_hours: 0 }),
        },
        {
          id: `announce-${category}`,
          label: t('sandbox.category_announce', { category: t(CATEGORY_WORDS[category]) }),
          onSelect: () => decide({ decision, category }),
        },
      ])
    if (decision === 'rate')
      return QUALITIES.map((quality, place) => ({
        id: `rate-${quality}`,
        label: t('sandbox.rate_as', { quality: t(`sandbox.quality_${quality}`) }),
        separated: place === 0,
        onSelect: () => decide({ decision, quality }),
      }))
    const words = DECISION_WORDS[decision]
    return words ? [{ id: decision, label: t(words), onSelect: () => decide({ decision }) }] : []
  })
  const [only] = rare
  return (
    <div className="flex flex-wrap gap-1.5">
      {offered.includes('approve') && (
        <Button
          size="small"
          kind="primary"
          busy={change.isPending}
          onClick={() => decide({ decision: 'approve' })}
        >
          {t('sandbox.approve')}
        </Button>
      )}
      {offered.includes('reject') && (
        <Menu
          align="start"
          heading={t('sandbox.reject_reason')}
          items={REASONS.map(reason => ({
            id: reason,
            label: <code>{reason}</code>,
            onSelect: () => decide({ decision: 'reject', reason }),
          }))}
          trigger={<Button size="small">{t('sandbox.reject')}</Button>}
        />
      )}
      {offered.includes('pause') && (
        <Button size="small" busy={change.isPending} onClick={() => decide({ decision: 'pause' })}>
          {t('sandbox.pause_template')}
        </Button>
      )}
      {offered.includes('disable') && (
        <Button
          size="small"
          kind="danger"
          busy={change.isPending}
          onClick={() => decide({ decision: 'disable' })}
        >
          {t('sandbox.disable_template')}
        </Button>
      )}
      {only && rare.length === 1 && (
        <Button size="small" busy={change.isPending} onClick={only.onSelect}>
          {only.label}
        </Button>
      )}
      {rare.length > 1 && (
        <Menu
          align="start"
          items={rare}
          trigger={
            <Button size="small" icon={<EllipsisVertical className="size-4" aria-hidden />}>
              {t('sandbox.more_decisions')}
            </Button>
          }
        />
      )}
    </div>
  )
}
