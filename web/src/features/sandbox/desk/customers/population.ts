import type { NewPopulation } from '@/api/sandbox-world'

/** Countries that a population can be drawn from here, Galka's own markets first. */
export const COUNTRIES = [
  'RU',
  'KZ',
  'BY',
  'UZ',
  'UA',
  'TR',
  'AE',
  'DE',
  'GB',
  'US',
  'BR',
  'IN',
  'ID',
  'MX',
] as const

/** What the dialog holds: people think in percents. */
export interface PopulationForm {
  name: string
  count: string
  countries: { country: string; share: string }[]
  whatsapp: string
  reads: string
  answers: string
  answersWithButtons: string
  blocks: string
  reports: string
  stops: string
  patienceHours: string
}

/** A calm crowd: most read, few answer, very few complain. */
export const calmCrowd = (name: string): PopulationForm => ({
  name,
  count: '500',
  countries: [
    { country: 'RU', share: '80' },
    { country: 'KZ', share: '12' },
    { country: 'BY', share: '8' },
  ],
  whatsapp: '97',
  reads: '85',
  answers: '8',
  answersWithButtons: '25',
  blocks: '0.5',
  reports: '0.1',
  stops: '1',
  patienceHours: '72',
})

const share = (percent: string): number => Math.round(Number(percent) * 1_000) / 100_000

/** The description that the emulator takes: shares from 0 to 1; messages that are no advertising annoy a tenth as often. */
export function describe(form: PopulationForm): NewPopulation {
  const byCategory = (percent: string) => {
    const marketing = share(percent)
    const rest = Math.round(marketing * 10_000) / 100_000
    return { marketing, utility: rest, authentication: 0, service: rest }
  }
  return {
    name: form.name.trim(),
    count: Math.round(Number(form.count)),
    countries: form.countries
      .filter(({ share: weight }) => Number(weight) > 0)
      .map(({ country, share: weight }) => ({ country, share: Number(weight) })),
    has_whatsapp: share(form.whatsapp),
    habits: {
      read_rate: share(form.reads),
      answer_rate: share(form.answers),
      answer_rate_with_buttons: share(form.answersWithButtons),
      block_rate: byCategory(form.blocks),
      report_rate: byCategory(form.reports),
      opt_out_rate: { marketing: share(form.stops) },
      patience_hours: Math.round(Number(form.patienceHours)),
      hours: [9, 23],
    },
  }
}
