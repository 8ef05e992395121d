import { expect, type Locator, type Page } from '@playwright/test'

const FARTHEST = 150

/** Whether the focused element can be seen to be focused. */
const isMarked = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body) return false
    for (let box: Element | null = focused; box && box !== document.body; box = box.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(box)
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) return true
    }
    return false
  })

/** Goes on with the Tab key until the element has the focus, which must be seen there. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeAttached()
  for (let pressed = 0; pressed < FARTHEST; pressed++) {
    if (await target.evaluate(element => element === document.activeElement)) {
      expect(await isMarked(page), `focus is seen on ${target}`).toBe(true)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not reach ${target}`)
}

/** Goes to a control and presses it. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

/** Goes to a field and writes into it. */
export async function write(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.insertText(text)
}

/** Goes to a list of choices and chooses by the beginning of the words. */
export async function choose(page: Page, target: Locator, words: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(words)
}
