import { expect, test } from '@playwright/test'
import { complaints } from './kit/console'
import { contactsFile } from './kit/contacts-file'
import { startProduct } from './kit/product'
import { Control } from './kit/sandbox'
import { signInByLink } from './kit/sign-in'
import { type Lang, wordsOf } from './kit/words'
import { answer, closeWindow, reply } from './steps/answers'
import { givePhones, raiseLimit, speakFreely, startCampaign, watchCampaign } from './steps/campaign'
import { importContacts, makeSegment } from './steps/contacts'
import type { Journey } from './steps/journey'
import { makeTemplate } from './steps/template'

/** As many rows as a real list has, once; the other language sends to as many people of a shorter one. */
const FILES: Record<Lang, [rows: number, every: number]> = { ru: [10_000, 24], en: [3_200, 8] }
// Each language has a product of its own, so both workers can take one.
test.describe.configure({ mode: 'parallel' })
/** A WhatsApp that takes its time, so that a campaign can be watched. */
const SLOW = { target: 'messages', kind: 'delay', delay_ms: 4_000 }

for (const lang of ['ru', 'en'] as const)
  test(`the main job: ${lang}`, async ({ browser }) => {
    test.setTimeout(420_000)
    const product = await startProduct()
    try {
      const context = await browser.newContext({
        baseURL: product.url,
        storageState: { cookies: [], origins: [] },
      })
      const [page, world] = [await context.newPage(), await context.newPage()]
      const w = wordsOf(lang)
      const errors = complaints(page)
      const slug = await signInByLink(page, product.link, lang, w)
      const at = (path: string) => `/w/${slug}${path}`
      const journey: Journey = { page, world, control: new Control(product.sandbox), lang, w, at }
      const file = contactsFile(...FILES[lang])

      await test.step('import', () => importContacts(journey, file))
      const segment = await test.step('segment', () => makeSegment(journey, file))
      await test.step('template', () => makeTemplate(journey))
      await test.step('campaign', async () => {
        await raiseLimit(journey)
        await givePhones(journey, file)
        await journey.control.call('POST', 'faults', SLOW)
        await startCampaign(journey, file, segment)
        await watchCampaign(journey, file.chosen.length)
      })
      await test.step('answers', () => answer(journey, file))
      await test.step('reply', () => reply(journey, file))
      // One pressed, one wrote, one did both.
      await test.step('free text', () => speakFreely(journey, file, segment, 3))
      await test.step('window', () => closeWindow(journey))
      expect(errors).toEqual([])
      await context.close()
    } finally {
      await product.stop()
    }
  })
