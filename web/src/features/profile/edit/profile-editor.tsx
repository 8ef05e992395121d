import { useMutation } from '@tanstack/react-query'
import { type FormEvent, Suspense, useState } from 'react'
import { toApiError } from '@/api/errors'
import { queryClient } from '@/api/query'
import type { MediaView, NumberView } from '@/api/types'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { useGo } from '@/lib/routing'
import { lengthOf } from '@/lib/text'
import { Button } from '@/ui/button'
import { SelectField, TextareaField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { SkeletonRows } from '@/ui/states'
import { say } from '@/ui/toast'
import { type BusinessProfile, profileQuery, saveProfile } from '../api'
import { CompanyBlock, pictureUrl } from '../company-block'
import { formOf, LIMITS, type ProfileForm, patchOf, rebased, SCHEME, SITES_MAX, VERTICALS } from '../model'
import { ConflictNote } from './conflict-note'
import { ExtraContacts } from './extra-contacts'
import { PhotoField } from './photo-field'
import { useProblemWords } from './words'

// The outlines of the map are larger than the screen around it.
const MapPicker = lazyPart(() =>
  import('../map/map-picker').then(({ MapPicker }) => ({ default: MapPicker })),
)

/** The form of the profile. It is saved as a whole; each field says what is wrong with it. */
export function ProfileEditor({ number, profile }: { number: NumberView; profile: BusinessProfile }) {
  const { t, locale, find } = useT()
  const go = useGo()
  const words = useProblemWords()
  /** What the form began with; another version appears only when a person has seen it. */
  const [seen, setSeen] = useState(profile)
  const [form, setForm] = useState<ProfileForm>(() => formOf(profile))
  const [photo, setPhoto] = useState<MediaView | null>(null)
  const set = (change: Partial<ProfileForm>) => setForm(before => ({ ...before, ...change }))
  const there = `/tools/profile`
  const save = useMutation({
    mutationFn: () =>
      saveProfile(number.id, { ...patchOf(seen, form), ...(photo && { picture_media_id: photo.id }) }),
    onSuccess: () => {
      say(t('profile.saved'))
      go(there, { search: { number: number.id } })
    },
    onError: error => {
      if (toApiError(error).code === 'profile_changed')
        void queryClient.invalidateQueries({ queryKey: profileQuery(number.id).queryKey })
    },
  })
  const error = save.error ? toApiError(save.error) : null
  const wrong = error?.fields ?? {}
  const wordsOf = (field: string) => (wrong[field] ? words(field, wrong[field]) : null)
  const general = error && error.code !== 'profile_changed' && Object.keys(wrong).length === 0
  const over = Object.entries(LIMITS).some(
    ([name, max]) => name !== 'website' && lengthOf(form[name as 'about']) > max,
  )
  const counter = (text: string, max: number) => t('profile.counter', { used: lengthOf(text), max })
  const trades = VERTICALS.some(known => known === form.vertical) ? VERTICALS : [...VERTICALS, form.vertical]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!over) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 xl:flex-row xl:items-start">
      <div className="flex min-w-0 max-w-2xl flex-1 flex-col gap-4">
        {profile.version !== seen.version && (
          <ConflictNote
            seen={seen}
            form={form}
            now={profile}
            onKeep={() => {
              setForm(rebased(seen, form, profile))
              setSeen(profile)
              save.reset()
            }}
            onTake={() => {
              setForm(formOf(profile))
              setSeen(profile)
              save.reset()
            }}
          />
        )}
        {general && (
          <p role="alert" className="rounded-card bg-danger-soft p-3 text-danger">
            {words('', { code: error.code, message: error.message })}
          </p>
        )}
        <Card className="flex flex-col gap-4 p-4">
          <PhotoField
            current={photo ? pictureUrl(photo) : pictureUrl(profile.picture)}
            error={wordsOf('picture_media_id')}
            onPhoto={setPhoto}
          />
          <div>
            <p className="font-medium">{t('profile.name')}</p>
            <p>{number.verified_name}</p>
            <p className="text-ink-3 text-small">{t('profile.name_why')}</p>
          </div>
          <TextField
            label={t('profile.about')}
            hint={counter(form.about, LIMITS.about)}
            error={tooLong(form.about, LIMITS.about) ?? wordsOf('about')}
            value={form.about}
            onChange={event => set({ about: event.target.value })}
          />
          <SelectField
            label={t('profile.category')}
            error={wordsOf('vertical')}
            value={form.vertical}
            onChange={event => set({ vertical: event.target.value })}
            options={trades.map(value => ({ value, label: find(`profile.vertical_${value}`) ?? value }))}
          />
          <TextareaField
            label={t('profile.description')}
            hint={counter(form.description, LIMITS.description)}
            error={tooLong(form.description, LIMITS.description) ?? wordsOf('description')}
            value={form.description}
            onChange={event => set({ description: event.target.value })}
          />
        </Card>
        <Card title={t('profile.where')} className="flex flex-col">
          <div className="flex flex-col gap-4 p-4">
            <TextareaField
              label={t('profile.address')}
              rows={2}
              hint={counter(form.address, LIMITS.address)}
              error={tooLong(form.address, LIMITS.address) ?? wordsOf('address')}
              value={form.address}
              onChange={event => set({ address: event.target.value })}
            />
            <Suspense fallback={<SkeletonRows rows={3} />}>
              <MapPicker
                value={form.location}
                error={wordsOf('latitude') ?? wordsOf('longitude')}
                onChange={location => set({ location })}
              />
            </Suspense>
          </div>
        </Card>
        <Card title={t('profile.contacts')}>
          <div className="flex flex-col gap-4 p-4">
            <TextField
              label={t('profile.email')}
              type="email"
              error={tooLong(form.email, LIMITS.email) ?? wordsOf('email')}
              value={form.email}
              onChange={event => set({ email: event.target.value })}
            />
            {Array.from({ length: SITES_MAX }, (_, place) => (
              <TextField
                key={place}
                label={t('profile.website', { number: place + 1 })}
                inputMode="url"
                placeholder={SCHEME}
                error={wordsOf(`websites[${place}]`) ?? (place === 0 ? wordsOf('websites') : null)}
                value={form.websites[place] ?? ''}
                onChange={event => {
                  const websites = Array.from({ length: SITES_MAX }, (_, at) => form.websites[at] ?? '')
                  websites[place] = event.target.value
                  set({ websites })
                }}
              />
            ))}
            <ExtraContacts
              value={form.extra_contacts}
              onChange={extra_contacts => set({ extra_contacts })}
              errorOf={wordsOf}
            />
          </div>
        </Card>
        <div className="sticky bottom-0 flex flex-wrap gap-2 bg-canvas py-2">
          <Button
            kind="primary"
            type="submit"
            busy={save.isPending}
            whyDisabled={over ? t('profile.fix_long') : null}
          >
            {t('ui.save')}
          </Button>
          <Button onClick={() => go(there, { search: { number: number.id } })}>{t('ui.cancel')}</Button>
        </div>
      </div>
      <aside className="w-full max-w-sm xl:sticky xl:top-0">
        <h2 className="mb-2 font-semibold">{t('profile.preview')}</h2>
        <CompanyBlock
          name={number.verified_name}
          phone={number.display_phone_number}
          picture={photo ? pictureUrl(photo) : pictureUrl(profile.picture)}
          form={form}
        />
      </aside>
    </form>
  )

  function tooLong(text: string, max: number): string | null {
    const over = lengthOf(text) - max
    return over > 0 ? t('profile.over', { over: over.toLocaleString(locale), max }) : null
  }
}
