import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useGo, useParam } from '@/lib/routing'
import { TextField } from '@/ui/field'
import { LinkButton } from '@/ui/link-button'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { say } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import { createRule, patchRule, type Rule, type RuleDocument, rulesQuery } from '../api'
import { AutomationFrame } from '../automation-frame'
import { MessagePreview } from '../message-field'
import { OrderNote } from '../order-note'
import { SaveBar } from '../save-bar'
import { TryLink } from '../try-link'
import { useForm } from '../use-form'
import { VersionsButton } from '../versions-button'
import { DryRun } from './dry-run'
import { IfPart } from './if-part'
import { LimitsPart } from './limits-part'
import { ThenPart } from './then-part'
import { WhenPart } from './when-part'

const NEW = 'new'
const BLANK: RuleDocument = {
  when: { kind: 'keywords', match: 'contains', words: [] },
  conditions: {},
  actions: [{ kind: 'send_text', text: '' }],
  cooldown_minutes: 0,
  person_stop_hours: 12,
}

/** One rule: when → if → then, and what it would have done. */
export default function RulePage() {
  const { t } = useT()
  const id = useParam('ruleId') ?? NEW
  const rules = useQuery(rulesQuery)
  const rule = rules.data?.find(one => one.id === id)
  const title = rule?.name ?? (id === NEW ? t('automation.new_rule') : t('automation.rule'))
  return (
    <AutomationFrame here="/automation/rules" title={title} actions={<TryLink />}>
      {rules.isPending && <SkeletonRows rows={5} />}
      {rules.error && !rules.data && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      {id === NEW && <RuleForm key={NEW} stored={null} />}
      {rule && <RuleForm key={rule.id} stored={rule} />}
      {rules.data && !rule && id !== NEW && (
        <div className="flex flex-col items-center gap-3 p-6">
          <p>{t('automation.rule_gone')}</p>
          <LinkButton to="/automation/rules">{t('automation.to_rules')}</LinkButton>
        </div>
      )}
    </AutomationFrame>
  )
}

function RuleForm({ stored }: { stored: Rule | null }) {
  const { t } = useT()
  const go = useGo()
  const may = useCan()('automation.manage')
  const [name, setName] = useState(stored?.name ?? '')
  const [enabled, setEnabled] = useState(stored?.enabled ?? true)
  const [document, setDocument, edited, reset] = useForm(stored?.document ?? BLANK, stored?.version ?? 0)
  const save = useMutation({
    mutationFn: () =>
      stored
        ? patchRule(stored.id, { name, enabled, document, version: stored.version })
        : createRule({ name, enabled, document }),
    onSuccess: rule => {
      say(t('automation.rule_saved'))
      if (!stored) go(`/automation/rules/${rule.id}`, { replace: true })
    },
  })
  const changed = edited || !stored || name !== stored.name || enabled !== stored.enabled
  const speech = document.actions.find(
    action => action.kind === 'send_text' || action.kind === 'send_buttons',
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const part = { document, onChange: setDocument, disabled: !may }
  return (
    <form onSubmit={submit} className="mx-auto grid max-w-5xl gap-4 lg:grid-cols-[1fr_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Card className="flex flex-col gap-4 p-4">
          <TextField
            label={t('automation.rule_name')}
            required
            maxLength={100}
            disabled={!may}
            value={name}
            onChange={event => setName(event.target.value)}
          />
          <Switch label={t('automation.rule_on')} checked={enabled} disabled={!may} onChange={setEnabled} />
        </Card>
        <WhenPart {...part} />
        <IfPart {...part} />
        <ThenPart {...part} />
        <LimitsPart {...part} />
        <SaveBar
          changed={changed}
          busy={save.isPending}
          error={save.error}
          onReset={() => {
            reset()
            setName(stored?.name ?? '')
            setEnabled(stored?.enabled ?? true)
          }}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {speech && (
          <MessagePreview
            text={speech.text}
            buttons={speech.kind === 'send_buttons' ? speech.buttons.map(button => button.title) : []}
          />
        )}
        <DryRun document={document} />
        {stored && (
          <>
            <VersionsButton<RuleDocument> id={stored.id} onUse={may ? setDocument : null} />
            <LinkButton to="/automation/runs" search={{ automation: stored.id }}>
              {t('automation.runs_of_rule')}
            </LinkButton>
          </>
        )}
        <OrderNote />
      </div>
    </form>
  )
}
