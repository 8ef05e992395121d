import { Plus } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { Card } from '@/ui/page'
import type { RuleAction } from '../api'
import { ActionFields } from './action-fields'
import type { PartProps } from './part'

type Kind = RuleAction['kind']

/** Every action there is, in the menu's order, as it begins. */
const FRESH: Record<Kind, RuleAction> = {
  send_text: { kind: 'send_text', text: '' },
  send_buttons: { kind: 'send_buttons', text: '', buttons: [{ id: 'button_1', title: '' }] },
  send_template: { kind: 'send_template', name: '', language: '', values: [] },
  add_label: { kind: 'add_label', label_id: '' },
  remove_label: { kind: 'remove_label', label_id: '' },
  assign_person: { kind: 'assign_person', user_id: '' },
  assign_team: { kind: 'assign_team', team_id: '' },
  close: { kind: 'close' },
  set_bot: { kind: 'set_bot', on: true },
}
const SPEAKS: readonly Kind[] = ['send_text', 'send_buttons', 'send_template']
const OFFERED = Object.keys(FRESH) as Kind[]
const ACTIONS_MAX = 10

/** Then: what is done, in its order; at most one of them sends. */
export function ThenPart({ document, onChange, disabled }: PartProps) {
  const { t } = useT()
  const actions = document.actions
  const set = (next: RuleAction[]) => onChange({ ...document, actions: next })
  const speaks = actions.some(action => SPEAKS.includes(action.kind))
  return (
    <Card title={t('automation.then')}>
      <div className="flex flex-col gap-4 p-4">
        {actions.map((action, at) => (
          <ActionFields
            key={`${at}-${action.kind}`}
            action={action}
            disabled={disabled}
            onChange={next => set(actions.map((own, place) => (place === at ? next : own)))}
            onRemove={actions.length > 1 ? () => set(actions.filter((_, place) => place !== at)) : null}
          />
        ))}
        {!disabled && actions.length < ACTIONS_MAX && (
          <Menu
            align="start"
            trigger={
              <Button className="w-fit" icon={<Plus className="size-4" aria-hidden />}>
                {t('automation.add_action')}
              </Button>
            }
            items={OFFERED.filter(kind => !(speaks && SPEAKS.includes(kind))).map(kind => ({
              id: kind,
              label: t(`automation.act.${kind}`),
              onSelect: () => set([...actions, FRESH[kind]]),
            }))}
          />
        )}
      </div>
    </Card>
  )
}
