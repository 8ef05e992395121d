// What a page costs: CPU time of its main thread in thread ticks, nodes, heap, frames, the slowest answers to a key.

/** Opens a signed-in page with a DevTools session that counts CPU time, which other processes do not change. */
export async function openPage(browser, { state, url, viewport = { width: 1440, height: 900 } }) {
  const context = await browser.newContext({
    storageState: state,
    baseURL: url,
    viewport,
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { page, cdp, close: () => context.close() }
}

const metric = async (cdp, name) =>
  (await cdp.send('Performance.getMetrics')).metrics.find(one => one.name === name)?.value ?? 0

/** Milliseconds of CPU that the main thread spends on `work`. */
export async function cpuOf(cdp, work) {
  const before = await metric(cdp, 'TaskDuration')
  await work()
  return ((await metric(cdp, 'TaskDuration')) - before) * 1_000
}

export async function heapMegabytes(cdp) {
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  return (await metric(cdp, 'JSHeapUsedSize')) / 1e6
}

export const nodes = page => page.evaluate(() => document.querySelectorAll('*').length)

/** Makes the page note by itself when the first of these elements is drawn: to be told of it takes a while. */
export const noteFirst = (page, selector) =>
  page.addInitScript(wanted => {
    window.firstDrawn = new Promise(done => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector(wanted)) return
        observer.disconnect()
        // After the frame that draws it.
        requestAnimationFrame(() => setTimeout(() => done(performance.now())))
      }).observe(document, { childList: true, subtree: true })
    })
  }, selector)

/** When it was drawn, in milliseconds, and what had been asked of the server until then beside the API. */
export const firstNoted = page =>
  page.evaluate(async () => {
    const took = await window.firstDrawn
    const asked = ['navigation', 'resource']
      .flatMap(kind => performance.getEntriesByType(kind))
      .filter(({ name, startTime }) => startTime < took && !new URL(name).pathname.startsWith('/api/'))
    return {
      took,
      files: asked.length,
      bytes: asked.reduce((sum, { transferSize }) => sum + transferSize, 0),
    }
  })

/** Waits for the next frame. */
export const drawn = page => page.evaluate(() => new Promise(done => requestAnimationFrame(() => done())))

/** Starts noting how long the page takes to answer keys and clicks, and its long tasks. */
export const watch = page =>
  page.evaluate(() => {
    window.perfNotes = { answers: [], long: [] }
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (entry.interactionId) perfNotes.answers.push(entry.duration)
    }).observe({ type: 'event', durationThreshold: 16, buffered: false })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) perfNotes.long.push(entry.duration)
    }).observe({ type: 'longtask', buffered: false })
  })
export const notes = page => page.evaluate(() => window.perfNotes)

/** Scrolls the list for so long at so many pixels a second; answers with the frames a second. */
export const scrollList = (page, pixels, ms) =>
  page.evaluate(
    ([speed, time]) =>
      new Promise(done => {
        const row = document.querySelector('[data-row]')
        let list = row?.parentElement
        while (list && !/auto|scroll/.test(getComputedStyle(list).overflowY)) list = list.parentElement
        const started = performance.now()
        let frames = 0
        const step = now => {
          frames += 1
          if (list) list.scrollTop = ((now - started) / 1_000) * speed
          if (now - started < time) requestAnimationFrame(step)
          else done((frames / (now - started)) * 1_000)
        }
        requestAnimationFrame(step)
      }),
    [pixels, ms],
  )
