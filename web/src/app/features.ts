import type { Feature, NavEntry, SettingsEntry } from './feature'

const modules = import.meta.glob<{ feature: Feature }>('../features/*/routes.ts', { eager: true })

/** Every feature of the product, found by its folder. */
export const features: readonly Feature[] = Object.values(modules).map(module => module.feature)

/** The rail, from the top. */
export const navigation: readonly NavEntry[] = features
  .flatMap(feature => feature.nav ?? [])
  .sort((a, b) => a.order - b.order)

/** The list of the settings: the person's first, then the company's. */
export const settings: readonly SettingsEntry[] = features
  .flatMap(feature => feature.settings ?? [])
  .sort((a, b) => Number(a.group === 'company') - Number(b.group === 'company') || a.order - b.order)
