import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { PlainKey } from '@/lib/i18n'

/** An entry of the rail. */
export interface NavEntry {
  /** The address inside the company, `/contacts`. */
  to: string
  label: PlainKey
  icon: LucideIcon
  /** Who sees it; nobody needs a permission for an entry without one. */
  permission?: string
  /** Its place in the rail, from the top. */
  order: number
  /** Shown only in companies with an emulated number. */
  sandboxOnly?: boolean
}

/** An entry of the settings' own list; the screen itself is among the routes, in a `SettingsPage`. */
export interface SettingsEntry {
  to: string
  label: PlainKey
  icon: LucideIcon
  permission?: string
  /** Whose it is: the person's or the company's. */
  group: 'me' | 'company'
  order: number
}

/** A screen: its address inside the company (`contacts/$contactId`) and its page, loaded when it is opened. */
export interface FeatureRoute {
  path: string
  component: RouteComponent
  permission?: string
}

/** What `features/<name>/routes.ts` exports as `feature`; nothing else needs to be registered. */
export interface Feature {
  nav?: readonly NavEntry[]
  settings?: readonly SettingsEntry[]
  routes: readonly FeatureRoute[]
  /** Its words are among the first that are loaded (see CORE in scripts/locales.mjs). */
  hasFirstWords?: boolean
  /** Parts of the language that only this feature needs (see PARTS in scripts/locales.mjs). */
  words?: readonly ('automation' | 'sandbox' | 'settings' | 'campaigns' | 'tools')[]
}

/** A page of its own chunk: `page(() => import('./contacts-page'))`, the page being the default export. */
export const page = (load: () => Promise<{ default: ComponentType }>): RouteComponent =>
  lazyRouteComponent(load, 'default') as RouteComponent
