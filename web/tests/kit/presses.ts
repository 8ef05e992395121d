import type { Page } from '@playwright/test'

/** What somebody had to do: keys that command, letters written into a field to find something, clicks. */
export interface Effort {
  keys: number
  letters: number
  clicks: number
}

type Counting = Window & { effort?: Effort }

/**
 * Counts real presses from now on, until `stopCounting`. A key that writes is a letter, a held modifier belongs to its key;
 * words that a test puts in at once (a message's own text) are no presses.
 */
export async function startCounting(page: Page): Promise<void> {
  await page.evaluate(() => {
    const here = window as Counting
    const isNew = !here.effort
    here.effort = { keys: 0, letters: 0, clicks: 0 }
    if (!isNew) return
    let writes = false
    const hear = (name: string, listener: (event: Event, effort: Effort) => void) =>
      window.addEventListener(
        name,
        event => event.isTrusted && here.effort && listener(event, here.effort),
        true,
      )
    hear('keydown', (event, effort) => {
      if (/^(Shift|Control|Alt|Meta)$/.test((event as KeyboardEvent).key)) return
      effort.keys++
      writes = true
    })
    hear('keyup', () => {
      writes = false
    })
    hear('beforeinput', (event, effort) => {
      if (!writes || (event as InputEvent).inputType !== 'insertText') return
      writes = false
      effort.keys--
      effort.letters++
    })
    hear('pointerdown', (_event, effort) => {
      effort.clicks++
    })
  })
}

export const stopCounting = (page: Page): Promise<Effort> =>
  page.evaluate(() => (window as Counting).effort ?? { keys: 0, letters: 0, clicks: 0 })

/** Keys of signs: their names and the numbers that Windows has for them. */
const SIGNS: Record<string, [code: string, number: number]> = {
  '[': ['BracketLeft', 219],
  ']': ['BracketRight', 221],
  ';': ['Semicolon', 186],
  "'": ['Quote', 222],
  ',': ['Comma', 188],
  '.': ['Period', 190],
  '/': ['Slash', 191],
}
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбю.'
const CTRL = 2

/** A keyboard with the Russian layout on: every key is named by what is printed on it in Latin letters. */
export class RussianKeyboard {
  private constructor(private readonly send: (type: string, press: object) => Promise<unknown>) {}

  static async of(page: Page): Promise<RussianKeyboard> {
    const session = await page.context().newCDPSession(page)
    return new RussianKeyboard((type, press) =>
      session.send('Input.dispatchKeyEvent', { type: type as 'keyDown', ...press }),
    )
  }

  /** One press: `a`, `ctrl+k`. */
  async press(name: string): Promise<void> {
    const latin = name.at(-1) ?? ''
    const held = name.startsWith('ctrl+')
    const key = CYRILLIC[LATIN.indexOf(latin)] ?? latin
    const letter = latin.toUpperCase()
    const [code, windowsVirtualKeyCode] = SIGNS[latin] ?? [`Key${letter}`, letter.charCodeAt(0)]
    const press = { key, code, windowsVirtualKeyCode, ...(held && { modifiers: CTRL }) }
    await this.send(held ? 'rawKeyDown' : 'keyDown', held ? press : { ...press, text: key })
    await this.send('keyUp', press)
  }

  /** Writes Russian letters, one press each. */
  async write(words: string): Promise<void> {
    for (const letter of words) await this.press(LATIN[CYRILLIC.indexOf(letter)] ?? letter)
  }
}
