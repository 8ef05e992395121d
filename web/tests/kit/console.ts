import type { Page } from '@playwright/test'

/** Everything that the page complains of: errors of scripts, of the policy, of requests. */
export function complaints(page: Page, allowed: RegExp[] = []): string[] {
  const heard: string[] = []
  const note = (text: string) => !allowed.some(known => known.test(text)) && heard.push(text)
  page.on('console', message => {
    if (message.type() === 'error') note(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => note(String(error)))
  return heard
}
