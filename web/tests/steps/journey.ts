import type { Page } from '@playwright/test'
import type { Control } from '../kit/sandbox'
import type { Lang, Words } from '../kit/words'

/** What the steps of the main job share. */
export interface Journey {
  /** The agent's window. */
  page: Page
  /** A second window, on the emulator. */
  world: Page
  control: Control
  lang: Lang
  w: Words
  /** An address of the company. */
  at: (path: string) => string
}
