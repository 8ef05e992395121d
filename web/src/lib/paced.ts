/** Work that is done at most once in a while for each key: the first at once, of what comes meanwhile the newest. */
export function paced(everyMs: number) {
  /** What waits for its turn; nothing where the last turn was a moment ago. */
  const turns = new Map<string, (() => void) | null>()
  const run = (key: string, work: () => void): void => {
    if (turns.has(key)) {
      turns.set(key, work)
      return
    }
    turns.set(key, null)
    setTimeout(() => {
      const next = turns.get(key)
      turns.delete(key)
      if (next) run(key, next)
    }, everyMs)
    work()
  }
  /** Does all that waits. */
  const flush = (): void => {
    for (const [key, work] of turns) {
      turns.set(key, null)
      work?.()
    }
  }
  /** Lets go of what waits under a key, because it is done otherwise; the next is a first one again. */
  const drop = (key: string): void => void turns.delete(key)
  return { run, flush, drop }
}
