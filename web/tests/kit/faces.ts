import type { Page } from '@playwright/test'
import type { Lang } from './words'

/** A phone of the smallest width that the app fits. */
export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** How somebody sees the app: in which language, and on a desktop or a phone. */
export interface Face {
  lang: Lang
  phone: boolean
}

export const FACES: readonly Face[] = [
  { lang: 'ru', phone: false },
  { lang: 'en', phone: true },
  { lang: 'en', phone: false },
  { lang: 'ru', phone: true },
]

export const faceName = ({ lang, phone }: Face) => `${lang}, ${phone ? 'phone' : 'desktop'}`

/** Lets the next pages of this browser speak a language. */
export async function speak(page: Page, lang: Lang, url: string | undefined): Promise<void> {
  await page.context().addCookies([{ name: 'galka_lang', value: lang, url: url ?? '' }])
}
