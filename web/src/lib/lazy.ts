import { type ComponentType, lazy } from 'react'
import { loadWords, type Part } from './i18n'

/** A part of its own chunk, fetched when it is first drawn, together with the words beyond the first screens that it says. */
export const lazyWithWords = <Props>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  ...more: Part[]
) =>
  lazy(async () => {
    const [part] = await Promise.all([load(), loadWords('rest', ...more)])
    return part
  })
