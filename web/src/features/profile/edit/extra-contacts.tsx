import { Plus, X } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'
import { EXTRAS_MAX, type ProfileForm } from '../model'

type Extras = ProfileForm['extra_contacts']

/** Phones and links beyond those that WhatsApp shows; they are kept here. */
export function ExtraContacts({
  value,
  onChange,
  errorOf,
}: {
  value: Extras
  onChange: (value: Extras) => void
  errorOf: (field: string) => string | null
}) {
  const { t } = useT()
  const change = (place: number, part: Partial<Extras[number]>) =>
    onChange(value.map((one, at) => (at === place ? { ...one, ...part } : one)))
  return (
    <div role="group" aria-label={t('profile.extra_contacts')} className="flex flex-col gap-2">
      <p className="font-medium">{t('profile.extra_contacts')}</p>
      <p className="text-ink-3 text-small">{t('profile.extra_why')}</p>
      {value.map((one, place) => (
        <div key={place} className="flex items-start gap-2 max-sm:flex-wrap">
          <TextField
            label={t('profile.extra_label', { number: place + 1 })}
            hideLabel
            placeholder={t('profile.extra_label_hint')}
            value={one.label}
            onChange={event => change(place, { label: event.target.value })}
          />
          <TextField
            label={t('profile.extra_value', { number: place + 1 })}
            hideLabel
            className="flex-1"
            placeholder="+7 495 123-45-67"
            error={errorOf(`extra_contacts[${place}]`)}
            value={one.value}
            onChange={event => change(place, { value: event.target.value })}
          />
          <IconButton
            label={t('profile.remove_extra', { number: place + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== place))}
          >
            <X className="size-4" aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<Plus className="size-4" aria-hidden />}
          whyDisabled={value.length >= EXTRAS_MAX ? t('profile.too_many', { max: EXTRAS_MAX }) : null}
          onClick={() => onChange([...value, { label: '', value: '' }])}
        >
          {t('profile.add_extra')}
        </Button>
      </div>
    </div>
  )
}
