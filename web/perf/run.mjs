// `npm run perf`: the inbox over many conversations, against its budgets.
// GALKA_BIN names another binary, PERF_CONVERSATIONS another size.
import { setTimeout as pause } from 'node:timers/promises'
import {
  cpuOf,
  drawn,
  firstNoted,
  heapMegabytes,
  nodes,
  noteFirst,
  notes,
  openPage,
  scrollList,
  watch,
} from './page.mjs'
import { exact, finish, median, share, told, wall, wallAtLeast } from './report.mjs'
import { launch, openStage, signIn } from './stage.mjs'

const ROUNDS = 5
const conversations = Number(process.env.PERF_CONVERSATIONS ?? 100_000)

/** The same several times, one after another. */
async function times(count, work) {
  const all = []
  for (let round = 0; round < count; round += 1) all.push(await work(round))
  return all
}

/** The first visit of a browser that has nothing yet, with the files that were asked for until the first rows. */
async function firstVisit(browser, stage, person, slow) {
  const { page, cdp, close } = await openPage(browser, { state: person.state, url: stage.url })
  if (slow) {
    await cdp.send('Network.enable')
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 150,
      downloadThroughput: 200_000,
      uploadThroughput: 95_000,
    })
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  }
  await noteFirst(page, '[data-row]')
  await page.goto(person.home, { waitUntil: 'commit' })
  await page.locator('[data-row]').first().waitFor()
  const first = await firstNoted(page)
  await close()
  return first
}

async function visits(browser, stage, person) {
  const plain = await times(ROUNDS, () => firstVisit(browser, stage, person, false))
  // The page, its script, style and words, the inbox in two; and the icon and two fonts, which nothing waits for.
  exact('files before the first rows', Math.max(...plain.map(({ files }) => files)), '', 9)
  exact('bytes before the first rows', Math.max(...plain.map(({ bytes }) => bytes)) / 1_024, 'KB', 400)
  wall('first rows', median(plain.map(({ took }) => took)), 'ms', 800)
  const slow = await times(3, () => firstVisit(browser, stage, person, true))
  wall('first rows, slow phone (4× CPU, 1.6 Mbit/s)', median(slow.map(({ took }) => took)), 'ms', 3_000)
}

/**
 * What a press adds to the frames that are drawn anyway. Its answer is waited for, and `after` it so many milliseconds;
 * presses rest before they are counted anew.
 */
async function cpuOfPresses(page, cdp, count, press, after = 0) {
  const frames = async () => {
    for (let one = 0; one < count; one += 1) {
      await drawn(page)
      await pause(after)
    }
  }
  const presses = async () => {
    for (let one = 0; one < count; one += 1) {
      await press(one)
      await drawn(page)
      await pause(after)
    }
  }
  await presses()
  const empty = median(await times(ROUNDS, () => cpuOf(cdp, frames)))
  return Math.max(0, median(await times(ROUNDS, () => cpuOf(cdp, presses))) - empty) / count
}

/** Keys at rest: each costs so much, whatever else the machine does. */
async function keys(page, cdp) {
  await page.locator('[data-row]').first().click()
  await page.getByRole('log').waitFor()
  await pause(1_000)
  await page.evaluate(() => document.activeElement?.blur())
  const walk = () => page.keyboard.press('j')
  exact('CPU of J', await cpuOfPresses(page, cdp, 10, walk), 'ms', 16)
  told('CPU of a conversation that a walk rests at', await cpuOfPresses(page, cdp, 10, walk, 400), 'ms')
  const box = page.locator('textarea').last()
  await box.click()
  const words = [...'Добрый день, ваш заказ готов']
  const write = index => page.keyboard.insertText(words[index % words.length])
  exact('CPU of a typed character', await cpuOfPresses(page, cdp, words.length, write), 'ms', 6)
  await box.fill('')
  await page.evaluate(() => document.activeElement?.blur())
}

/** Fifty events a second while somebody works. */
async function busy(page, stage) {
  stage.rate(50)
  await pause(2_000)
  await watch(page)
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press('j')
    await pause(300)
  }
  const box = page.locator('textarea').last()
  await box.click()
  await page.keyboard.type('Здравствуйте, ваш заказ готов', { delay: 60 })
  await box.fill('')
  await page.evaluate(() => document.activeElement?.blur())
  const { answers } = await notes(page)
  wall('answer to a key at 50 events/s, p98', share(answers, 0.98), 'ms', 100)
  await watch(page)
  wallAtLeast('scrolling at 6,000 px/s', await scrollList(page, 6_000, 4_000), 'frames/s', 50)
  const { long } = await notes(page)
  wall('longest task while scrolling', Math.max(0, ...long), 'ms', 100)
  await page.evaluate(() => document.activeElement?.blur())
}

/** A hundred events a second while nobody does anything. */
async function quiet(cdp, stage) {
  stage.rate(100)
  await pause(2_000)
  const seconds = 4
  const used = await times(ROUNDS, () => cpuOf(cdp, () => pause(seconds * 1_000)))
  exact('main thread at 100 events/s', median(used) / seconds / 10, '%', 20)
}

const stage = await openStage(conversations)
const browser = await launch()
try {
  const person = await signIn(stage)
  await visits(browser, stage, person)
  const { page, cdp } = await openPage(browser, { state: person.state, url: stage.url })
  await page.goto(person.home)
  await page.locator('[data-row]').first().waitFor()
  await keys(page, cdp)
  await busy(page, stage)
  await quiet(cdp, stage)
  exact('nodes of the page', await nodes(page), '', 1_500)
  exact('heap', await heapMegabytes(cdp), 'MB', 120)
} finally {
  await browser.close()
  await stage.close()
}
process.exitCode = finish() ? 1 : 0
