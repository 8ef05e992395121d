import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus, Trash2, Workflow } from 'lucide-react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { IconButton } from '@/ui/button'
import { LinkButton } from '@/ui/link-button'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError, sayWithUndo } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import { deleteRule, patchRule, type Rule, reorderRules, restoreRule, rulesQuery } from '../api'
import { AutomationFrame } from '../automation-frame'
import { OrderNote } from '../order-note'
import { TryLink } from '../try-link'
import { useSummary } from './summary'

const UNDO_MS = 30_000

/** The rules in their order: the first that holds wins. */
export default function RulesPage() {
  const { t } = useT()
  const may = useCan()('automation.manage')
  const rules = useQuery(rulesQuery)
  const make = may && (
    <LinkButton to="/automation/rules/new" kind="primary">
      <Plus className="size-4" aria-hidden />
      {t('automation.new_rule')}
    </LinkButton>
  )
  return (
    <AutomationFrame
      here="/automation/rules"
      title={t('automation.rules')}
      subtitle={t('automation.rules_what')}
      actions={
        <>
          <TryLink />
          {make}
        </>
      }
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-4">
        {rules.isPending && <SkeletonRows rows={4} />}
        {rules.error && !rules.data && (
          <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />
        )}
        {rules.error && rules.data && <StaleNote error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.data?.length === 0 && (
          <EmptyState icon={<Workflow />} title={t('automation.no_rules')} action={make}>
            {t('automation.no_rules_why')}
          </EmptyState>
        )}
        {rules.data && rules.data.length > 0 && <RuleList rules={rules.data} may={may} />}
        <OrderNote />
      </div>
    </AutomationFrame>
  )
}

function RuleList({ rules, may }: { rules: Rule[]; may: boolean }) {
  const { t } = useT()
  const move = useMutation({ mutationFn: reorderRules, onError: sayError })
  const shift = (at: number, by: number) => {
    const ids = rules.map(rule => rule.id)
    const [moved] = ids.splice(at, 1)
    if (moved) ids.splice(at + by, 0, moved)
    move.mutate(ids)
  }
  return (
    <Card>
      <ol aria-label={t('automation.rules')} className="divide-y divide-line">
        {rules.map((rule, at) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            may={may}
            onUp={at > 0 ? () => shift(at, -1) : null}
            onDown={at < rules.length - 1 ? () => shift(at, 1) : null}
          />
        ))}
      </ol>
    </Card>
  )
}

function RuleRow({
  rule,
  may,
  onUp,
  onDown,
}: {
  rule: Rule
  may: boolean
  onUp: (() => void) | null
  onDown: (() => void) | null
}) {
  const { t } = useT()
  const summary = useSummary(rule.document)
  const turn = useMutation({
    mutationFn: (enabled: boolean) => patchRule(rule.id, { enabled }),
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: () => deleteRule(rule.id),
    onSuccess: () =>
      sayWithUndo(
        t('automation.rule_deleted', { name: rule.name }),
        () => void restoreRule(rule.id).catch(sayError),
        UNDO_MS,
      ),
    onError: sayError,
  })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
      <Switch
        hideLabel
        label={rule.name}
        checked={rule.enabled}
        disabled={!may || turn.isPending}
        onChange={enabled => turn.mutate(enabled)}
      />
      <div className="min-w-40 flex-1">
        <WsLink
          to={`/automation/rules/${rule.id}`}
          className="font-medium underline-offset-2 hover:underline"
        >
          {rule.name}
        </WsLink>
        <p className="text-ink-2 text-small [overflow-wrap:anywhere]">{summary}</p>
      </div>
      {may && (
        <div className="flex">
          <IconButton
            label={t('automation.move_up', { name: rule.name })}
            disabled={!onUp}
            onClick={() => onUp?.()}
          >
            <ArrowUp className="size-4" aria-hidden />
          </IconButton>
          <IconButton
            label={t('automation.move_down', { name: rule.name })}
            disabled={!onDown}
            onClick={() => onDown?.()}
          >
            <ArrowDown className="size-4" aria-hidden />
          </IconButton>
          <IconButton
            label={t('automation.delete_rule', { name: rule.name })}
            onClick={() => remove.mutate()}
          >
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  )
}
