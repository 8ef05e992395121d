import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import type { BusinessProfile } from '../api'
import { conflictsOf, formOf, type ProfileForm } from '../model'

/** It was changed elsewhere while it was edited here: both are shown, and a person decides. */
export function ConflictNote({
  seen,
  form,
  now,
  onKeep,
  onTake,
}: {
  seen: BusinessProfile
  form: ProfileForm
  now: BusinessProfile
  onKeep: () => void
  onTake: () => void
}) {
  const { t, find } = useT()
  const theirs = formOf(now)
  const fields = conflictsOf(seen, form, now)
  const shown = (value: ProfileForm[keyof ProfileForm]) =>
    typeof value === 'string' ? value || '—' : value === null ? '—' : textOf(value)
  return (
    <div role="alert" className="flex flex-col gap-3 rounded-card bg-warn-soft p-3 text-warn">
      <p className="font-medium">
        {now.changed_by ? t('profile.conflict_by', { name: now.changed_by }) : t('profile.conflict')}
      </p>
      {fields.length > 0 && (
        <ul className="flex flex-col gap-2">
          {fields.map(name => (
            <li key={name}>
              <span className="font-medium">{find(`profile.field_${name}`) ?? name}</span>
              <span className="block [overflow-wrap:anywhere]">
                {t('profile.now_there', { value: shown(theirs[name]) })}
              </span>
              <span className="block [overflow-wrap:anywhere]">
                {t('profile.yours', { value: shown(form[name]) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onKeep}>{t('profile.keep_mine')}</Button>
        <Button onClick={onTake}>{t('profile.take_theirs')}</Button>
      </div>
    </div>
  )
}

function textOf(value: Exclude<ProfileForm[keyof ProfileForm], string | null>): string {
  if (!Array.isArray(value)) return `${value.latitude}, ${value.longitude}`
  return (
    value.map(one => (typeof one === 'string' ? one : `${one.label} ${one.value}`.trim())).join(', ') || '—'
  )
}
