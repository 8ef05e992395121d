import fs from 'node:fs'
import { chromium, type FullConfig } from '@playwright/test'
import { startProduct } from './kit/product'
import { signInByLink } from './kit/sign-in'
import { wordsOf } from './kit/words'

/** Starts one product for the specs that share it, signs in by its printed link, and stops it afterwards. */
export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  const product = await startProduct()
  process.env.GALKA_E2E_URL = product.url
  process.env.GALKA_E2E_SANDBOX = product.sandbox
  try {
    const browser = await chromium.launch(config.projects[0]?.use.launchOptions)
    const page = await browser.newPage()
    await signInByLink(page, product.link, 'en', wordsOf('en'))
    fs.mkdirSync('test-results', { recursive: true })
    await page.context().storageState({ path: 'test-results/session.json' })
    await browser.close()
  } catch (error) {
    await product.stop()
    throw error
  }
  return product.stop
}
