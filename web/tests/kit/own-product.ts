import { request, test } from '@playwright/test'
import { type Product, startProduct } from './product'
import { OWNER } from './sign-in'

type State = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>

/**
 * Gives a spec a product of its own, signed in as its owner Olga: nobody else's test moves its clock or fills its lists.
 * While the spec runs, everything of `kit` means this product; afterwards it means the shared one again.
 */
export function ownProduct(): void {
  let product: Product | undefined
  let state: State | undefined
  const shared = [process.env.GALKA_E2E_URL, process.env.GALKA_E2E_SANDBOX]
  test.beforeAll(async () => {
    test.setTimeout(240_000)
    product = await startProduct()
    process.env.GALKA_E2E_URL = product.url
    process.env.GALKA_E2E_SANDBOX = product.sandbox
    const context = await request.newContext({ baseURL: product.url })
    const answer = await context.post(`/api/v1/auth/links/${product.link.split('/').at(-1)}`, {
      headers: { Origin: product.url },
      data: { ...OWNER, name: 'Olga', locale: 'en' },
    })
    if (!answer.ok()) throw new Error(`The owner was not let in: ${await answer.text()}`)
    state = await context.storageState()
    await context.dispose()
  })
  test.afterAll(async () => {
    ;[process.env.GALKA_E2E_URL, process.env.GALKA_E2E_SANDBOX] = shared
    await product?.stop()
  })
  // The hook before all tests asks for these too, when there is no product yet.
  test.use({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's names
    baseURL: async ({}, give) => give(product?.url),
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first argument's names
    storageState: async ({}, give) => give(state),
  })
}
