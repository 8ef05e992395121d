import { Plus, Trash2 } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { COUNTRIES, type PopulationForm } from './population'

type Countries = PopulationForm['countries']

interface CountryMixProps {
  countries: Countries
  onChange: (countries: Countries) => void
}

/** Where a population lives: countries by weight. */
export function CountryMix({ countries, onChange }: CountryMixProps) {
  const { t, locale } = useT()
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const set = (place: number, part: Partial<Countries[number]>) =>
    onChange(countries.map((row, index) => (index === place ? { ...row, ...part } : row)))
  const free = COUNTRIES.find(code => countries.every(({ country }) => country !== code))
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-semibold">{t('sandbox.population_countries')}</legend>
      {countries.map(({ country, share }, place) => (
        <div key={country} className="flex items-end gap-2">
          <SelectField
            label={t('sandbox.country')}
            hideLabel
            className="flex-1"
            value={country}
            onChange={event => set(place, { country: event.target.value })}
            options={COUNTRIES.map(code => ({
              value: code,
              label: names.of(code) ?? code,
              disabled: code !== country && countries.some(other => other.country === code),
            }))}
          />
          <TextField
            label={t('sandbox.country_share', { country: names.of(country) ?? country })}
            hideLabel
            className="w-24"
            type="number"
            min="0"
            max="100"
            step="0.1"
            required
            value={share}
            onChange={event => set(place, { share: event.target.value })}
          />
          <IconButton
            label={t('sandbox.country_remove', { country: names.of(country) ?? country })}
            disabled={countries.length === 1}
            onClick={() => onChange(countries.filter((_, index) => index !== place))}
          >
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
      ))}
      {free && (
        <div>
          <Button
            size="small"
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() => onChange([...countries, { country: free, share: '10' }])}
          >
            {t('sandbox.country_add')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
