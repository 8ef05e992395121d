import { Copy, Plus, Trash2 } from 'lucide-react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Input, TextField } from '@/ui/field'
import { Switch } from '@/ui/toggle'
import type { Holiday, Interval, NewHours } from './api'

const INTERVALS_MAX = 6
const FIRST: Interval = { from: '09:00', to: '18:00' }
/** A Monday: the days of a week by their names in the reader's language. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

/** The names of the week's days, Monday first, as a line begins with them. */
const dayNames = (locale: string): string[] => {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, day) => {
    const name = format.format(MONDAY + day * DAY_MS)
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1)
  })
}

/** Working hours: several intervals a day, and days that differ. */
export function HoursEditor({
  value,
  onChange,
  disabled = false,
}: {
  value: NewHours
  onChange: (value: NewHours) => void
  disabled?: boolean
}) {
  const { t, locale } = useT()
  const names = dayNames(locale)
  const holidays = value.holidays ?? []
  const setDay = (day: number, intervals: Interval[]) =>
    onChange({ ...value, week: value.week.map((own, place) => (place === day ? intervals : own)) })
  const setHoliday = (at: number, holiday: Holiday) =>
    onChange({ ...value, holidays: holidays.map((own, place) => (place === at ? holiday : own)) })
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col divide-y divide-line">
        {names.map((name, day) => {
          const intervals = value.week[day] ?? []
          return (
            <div
              key={name}
              role="group"
              aria-label={name}
              className={cx(
                'flex flex-wrap gap-x-3 gap-y-1 py-3',
                intervals.length === 0 ? 'items-center' : 'items-start',
              )}
            >
              <Switch
                className="w-44"
                label={name}
                checked={intervals.length > 0}
                disabled={disabled}
                onChange={on => setDay(day, on ? [FIRST] : [])}
              />
              <Intervals
                day={name}
                value={intervals}
                onChange={next => setDay(day, next)}
                disabled={disabled}
                empty={t('automation.hours.day_off')}
              />
              {day === 0 && intervals.length > 0 && !disabled && (
                <Button
                  size="small"
                  kind="quiet"
                  icon={<Copy className="size-4" aria-hidden />}
                  onClick={() =>
                    onChange({
                      ...value,
                      week: value.week.map((own, place) => (place < 5 ? intervals : own)),
                    })
                  }
                >
                  {t('automation.hours.copy_weekdays')}
                </Button>
              )}
            </div>
          )
        })}
      </div>
      <section aria-label={t('automation.hours.holidays')} className="flex flex-col gap-3">
        <h3 className="font-semibold">{t('automation.hours.holidays')}</h3>
        {holidays.length === 0 && <p className="text-ink-3">{t('automation.hours.no_holidays')}</p>}
        {holidays.map((holiday, at) => (
          <HolidayRow
            key={at}
            value={holiday}
            onChange={next => setHoliday(at, next)}
            onRemove={() => onChange({ ...value, holidays: holidays.filter((_, place) => place !== at) })}
            disabled={disabled}
          />
        ))}
        {!disabled && (
          <Button
            className="w-fit"
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() =>
              onChange({ ...value, holidays: [...holidays, { date: '', name: '', intervals: [] }] })
            }
          >
            {t('automation.hours.add_holiday')}
          </Button>
        )}
      </section>
    </div>
  )
}

function HolidayRow({
  value,
  onChange,
  onRemove,
  disabled,
}: {
  value: Holiday
  onChange: (value: Holiday) => void
  onRemove: () => void
  disabled: boolean
}) {
  const { t } = useT()
  return (
    <div
      role="group"
      aria-label={value.name || value.date || t('automation.hours.holiday')}
      className="flex flex-wrap items-end gap-3 rounded-card border border-line p-3"
    >
      <TextField
        type="date"
        label={t('automation.hours.from_day')}
        required
        disabled={disabled}
        value={value.date}
        onChange={event => onChange({ ...value, date: event.target.value })}
      />
      <TextField
        type="date"
        label={t('automation.hours.to_day')}
        disabled={disabled}
        min={value.date}
        value={value.until ?? ''}
        onChange={event => {
          const { until: _, ...rest } = value
          onChange(event.target.value ? { ...rest, until: event.target.value } : rest)
        }}
      />
      <TextField
        className="min-w-40 flex-1"
        label={t('automation.hours.name')}
        maxLength={60}
        disabled={disabled}
        value={value.name ?? ''}
        onChange={event => onChange({ ...value, name: event.target.value })}
      />
      <Intervals
        day={value.name || t('automation.hours.holiday')}
        value={value.intervals ?? []}
        onChange={intervals => onChange({ ...value, intervals })}
        disabled={disabled}
        empty={t('automation.hours.closed')}
      />
      {!disabled && (
        <IconButton label={t('automation.hours.remove_holiday')} onClick={onRemove}>
          <Trash2 className="size-4" aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

function Intervals({
  day,
  value,
  onChange,
  disabled,
  empty,
}: {
  day: string
  value: readonly Interval[]
  onChange: (value: Interval[]) => void
  disabled: boolean
  empty: string
}) {
  const { t } = useT()
  const set = (at: number, interval: Interval) =>
    onChange(value.map((own, place) => (place === at ? interval : own)))
  return (
    <div className={cx('flex min-w-0 gap-2', value.length === 0 ? 'items-center' : 'flex-col')}>
      {value.length === 0 && <span className="py-2 text-ink-3">{empty}</span>}
      {value.map((interval, at) => (
        <div key={at} className="flex items-center gap-2">
          <Input
            type="time"
            className="w-28"
            aria-label={t('automation.hours.opens', { day, number: at + 1 })}
            disabled={disabled}
            value={interval.from}
            onChange={event => set(at, { ...interval, from: event.target.value })}
          />
          <span aria-hidden>–</span>
          <Input
            type="time"
            className="w-28"
            aria-label={t('automation.hours.closes', { day, number: at + 1 })}
            disabled={disabled}
            value={interval.to === '24:00' ? '00:00' : interval.to}
            onChange={event =>
              set(at, { ...interval, to: event.target.value === '00:00' ? '24:00' : event.target.value })
            }
          />
          {!disabled && (
            <IconButton
              label={t('automation.hours.remove_interval', { day, number: at + 1 })}
              onClick={() => onChange(value.filter((_, place) => place !== at))}
            >
              <Trash2 className="size-4" aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {!disabled && value.length < INTERVALS_MAX && (
        <Button
          size="small"
          kind="quiet"
          className="w-fit"
          icon={<Plus className="size-4" aria-hidden />}
          aria-label={t('automation.hours.add_interval_of', { day })}
          onClick={() => onChange([...value, nextAfter(value.at(-1))])}
        >
          {t('automation.hours.add_interval')}
        </Button>
      )}
    </div>
  )
}

/** The next interval of a day: an hour after the last one, to the end of the day at most. */
function nextAfter(last: Interval | undefined): Interval {
  if (!last) return FIRST
  const hour = Number(last.to.slice(0, 2)) + 1
  if (hour >= 23) return { from: '23:00', to: '24:00' }
  const pad = (value: number) => String(value).padStart(2, '0')
  return { from: `${pad(hour)}:00`, to: `${pad(Math.min(hour + 4, 23))}:00` }
}
