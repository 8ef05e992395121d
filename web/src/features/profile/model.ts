import type { BusinessProfile, ProfilePatch } from './api'

/** Meta's limits in code points ('Business profiles', 2026); the server checks them as well. */
export const LIMITS = { about: 139, address: 256, description: 512, email: 128, website: 256 } as const
export const SITES_MAX = 2
export const SCHEME = 'https://'
export const EXTRAS_MAX = 10

/** Meta's words for trades, in the order in which they are shown. */
export const VERTICALS = [
  'UNDEFINED',
  'RETAIL',
  'APPAREL',
  'BEAUTY',
  'GROCERY',
  'RESTAURANT',
  'PROF_SERVICES',
  'HEALTH',
  'EDU',
  'AUTO',
  'TRAVEL',
  'HOTEL',
  'EVENT_PLAN',
  'ENTERTAIN',
  'FINANCE',
  'NONPROFIT',
  'GOVT',
  'ALCOHOL',
  'OTC_DRUGS',
  'ONLINE_GAMBLING',
  'PHYSICAL_GAMBLING',
  'OTHER',
] as const

/** What the form holds. */
export interface ProfileForm {
  about: string
  address: string
  description: string
  email: string
  websites: string[]
  vertical: string
  location: { latitude: number; longitude: number } | null
  extra_contacts: { label: string; value: string }[]
}

export const formOf = (profile: BusinessProfile): ProfileForm => ({
  about: profile.about,
  address: profile.address,
  description: profile.description,
  email: profile.email,
  websites: [...profile.websites],
  vertical: profile.vertical || 'UNDEFINED',
  location: profile.location,
  extra_contacts: profile.extra_contacts.map(one => ({ ...one })),
})

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** A scheme is added where a person left it out. */
export const withScheme = (site: string): string => {
  const clean = site.trim()
  return clean === '' || /^[a-z][a-z0-9+.-]*:/iu.test(clean) ? clean : `${SCHEME}${clean}`
}

const tidy = (form: ProfileForm): ProfileForm => ({
  ...form,
  websites: form.websites.map(withScheme).filter(site => site !== ''),
  extra_contacts: form.extra_contacts.filter(({ label, value }) => label.trim() || value.trim()),
})

/** Only what was changed goes out. */
export function patchOf(before: BusinessProfile, form: ProfileForm): ProfilePatch {
  const [old, next] = [formOf(before), tidy(form)]
  const changed = (Object.keys(next) as (keyof ProfileForm)[]).filter(name => !same(old[name], next[name]))
  return { version: before.version, ...Object.fromEntries(changed.map(name => [name, next[name]])) }
}

/** Fields of which WhatsApp holds something else than the form began with, and than the form says. */
export function conflictsOf(
  seen: BusinessProfile,
  form: ProfileForm,
  now: BusinessProfile,
): (keyof ProfileForm)[] {
  const [base, mine, theirs] = [formOf(seen), tidy(form), formOf(now)]
  return (Object.keys(base) as (keyof ProfileForm)[]).filter(
    name => !same(base[name], theirs[name]) && !same(mine[name], theirs[name]),
  )
}

/** The form on top of what stands there now: what the person did not touch is taken over. */
export function rebased(seen: BusinessProfile, form: ProfileForm, now: BusinessProfile): ProfileForm {
  const [base, theirs] = [formOf(seen), formOf(now)]
  const names = Object.keys(base) as (keyof ProfileForm)[]
  const touched = names.filter(name => !same(base[name], form[name]))
  return { ...theirs, ...Object.fromEntries(touched.map(name => [name, form[name]])) }
}
