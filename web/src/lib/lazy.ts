import { type ComponentType, lazy } from 'react'
import { loadWords, type Part } from './i18n'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/** Asks for a part until it comes: a line that is lost meanwhile must not take the whole screen along. */
export async function insist<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await load()
    } catch {
      // The bar over the screen says that there is no connection.
      await new Promise(resolve => setTimeout(resolve, waitMs))
    }
  }
}

type Drawable = Awaited<ReturnType<Parameters<typeof lazy>[0]>>['default']

/** A part of its own chunk, fetched when it is first drawn, however long the line is away. */
export const lazyPart = <Shown extends Drawable>(load: () => Promise<{ default: Shown }>) =>
  lazy(() => insist(load))

/** The same, together with the words beyond the first screens that it says. */
export const lazyWithWords = <Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  ...more: Part[]
) =>
  lazyPart(async () => {
    const [part] = await Promise.all([load(), loadWords('rest', ...more)])
    return part
  })
