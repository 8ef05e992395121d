// The product with many conversations (`galka bench hold`), and a signed-in browser before it.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { chromium } from '@playwright/test'

const web = path.resolve(import.meta.dirname, '..')

function binary() {
  const places = [process.env.GALKA_BIN, '../target/release/galka', '../target/debug/galka']
  const found = places.filter(Boolean).map(place => path.resolve(web, place))
  const first = found.find(place => fs.existsSync(place))
  if (!first) throw new Error(`no galka to measure; looked at ${found.join(', ')}`)
  return first
}

/** Starts the product and fills it; answers with its address, a link to sign in with, and the way to steer it. */
export async function openStage(conversations) {
  const child = spawn(binary(), ['bench', 'hold', '--conversations', String(conversations)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => child.once('close', resolve))
  const lines = readline.createInterface({ input: child.stdout })
  const first = await Promise.race([
    new Promise(resolve => lines.once('line', resolve)),
    ended.then(code => Promise.reject(new Error(`galka bench hold ended with ${code}`))),
  ])
  const { url, link } = JSON.parse(first)
  return {
    url,
    link: url + new URL(link).pathname,
    /** So many events a second from now on. */
    rate: events => child.stdin.write(`${events}\n`),
    close: async () => {
      child.stdin.end()
      await ended
    },
  }
}

/** Signs in by the link; answers with what another browser needs to be the same person. */
export async function signIn(stage) {
  const browser = await launch()
  const page = await browser.newPage()
  await page.goto(stage.link)
  await page.locator('input[name=name]').fill('Olga')
  await page.locator('input[name=email]').fill('perf@example.com')
  await page.locator('input[name=password]').fill('correct horse battery')
  await page.locator('form button[type=submit]').click()
  await page.waitForURL(/\/w\/[^/]+\/inbox/)
  const state = await page.context().storageState()
  const home = new URL(page.url()).pathname
  await browser.close()
  return { state, home }
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--enable-precise-memory-info'],
  })
