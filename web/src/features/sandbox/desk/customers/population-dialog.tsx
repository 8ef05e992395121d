import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { sandboxCall } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { say } from '@/ui/toast'
import { useBase } from '../../context'
import { useChange } from '../../queries'
import { populationsQuery } from '../../world-queries'
import { CountryMix } from './country-mix'
import { calmCrowd, describe, type PopulationForm } from './population'

const PERCENTS = [
  ['whatsapp', 'sandbox.share_whatsapp'],
  ['reads', 'sandbox.share_reads'],
  ['answers', 'sandbox.share_answers'],
  ['answersWithButtons', 'sandbox.share_buttons'],
  ['blocks', 'sandbox.share_blocks'],
  ['reports', 'sandbox.share_reports'],
  ['stops', 'sandbox.share_stops'],
] as const satisfies readonly (readonly [keyof PopulationForm, PlainKey])[]

/** Many customers at once, from a description in plain words. */
export function PopulationDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useT()
  const base = useBase()
  const id = useId()
  const made = useQuery(populationsQuery(base)).data ?? []
  const [form, setForm] = useState(() => calmCrowd(''))
  const set = (part: Partial<PopulationForm>) => setForm(before => ({ ...before, ...part }))
  const name = form.name || t('sandbox.population_name', { number: made.length + 1 })
  const make = useChange<null>(
    at => sandboxCall(at, 'POST', 'populations', { body: describe({ ...form, name }) }),
    () => {
      say(t('sandbox.population_made', { count: formatNumber(locale, Number(form.count)) }))
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate(null)
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.population')}
      description={t('sandbox.population_why')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={id} busy={make.isPending}>
            {t('sandbox.population_make', { count: formatNumber(locale, Number(form.count) || 0) })}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={t('sandbox.population_title')}
            maxLength={100}
            value={name}
            onChange={event => set({ name: event.target.value })}
          />
          <TextField
            label={t('sandbox.population_count')}
            type="number"
            min="1"
            max="1000000"
            required
            value={form.count}
            onChange={event => set({ count: event.target.value })}
          />
        </div>
        <CountryMix countries={form.countries} onChange={countries => set({ countries })} />
        <fieldset className="grid gap-3 sm:grid-cols-2">
          <legend className="mb-2 font-semibold">{t('sandbox.population_habits')}</legend>
          {PERCENTS.map(([field, label]) => (
            <TextField
              key={field}
              label={t(label)}
              type="number"
              min="0"
              max="100"
              step="0.1"
              required
              value={form[field]}
              onChange={event => set({ [field]: event.target.value })}
            />
          ))}
          <TextField
            label={t('sandbox.population_patience')}
            type="number"
            min="1"
            max="720"
            required
            value={form.patienceHours}
            onChange={event => set({ patienceHours: event.target.value })}
            hint={t('sandbox.population_patience_hint')}
          />
        </fieldset>
      </form>
    </Dialog>
  )
}
