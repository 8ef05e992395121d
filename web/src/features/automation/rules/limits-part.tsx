import { useT } from '@/lib/i18n'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import type { PartProps } from './part'

const MINUTES_MAX = 43_200
const HOURS_MAX = 720

/** How often a rule may act, and when it leaves a chat to people. */
export function LimitsPart({ document, onChange, disabled }: PartProps) {
  const { t } = useT()
  return (
    <Card title={t('automation.limits')}>
      <div className="grid gap-4 p-4 sm:grid-cols-2">
        <TextField
          type="number"
          label={t('automation.cooldown')}
          hint={t('automation.cooldown_hint')}
          min={0}
          max={MINUTES_MAX}
          disabled={disabled}
          value={document.cooldown_minutes ?? 0}
          onChange={event => onChange({ ...document, cooldown_minutes: Number(event.target.value) })}
        />
        <TextField
          type="number"
          label={t('automation.person_stop')}
          hint={t('automation.person_stop_hint')}
          min={0}
          max={HOURS_MAX}
          disabled={disabled}
          value={document.person_stop_hours ?? 0}
          onChange={event => onChange({ ...document, person_stop_hours: Number(event.target.value) })}
        />
      </div>
    </Card>
  )
}
