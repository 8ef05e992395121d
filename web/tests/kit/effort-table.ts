import fs from 'node:fs'
import type { Effort } from './presses'

/** The row of a task: by the keyboard alone, and by the mouse alone. */
export interface EffortRow {
  task: string
  keyboard: Effort
  mouse: Effort
}

const TABLE = new URL('../../../docs/ten-tasks.md', import.meta.url)

/** The table of `docs/ten-tasks.md` by the number of its rows. */
export function effortTable(): Map<number, EffortRow> {
  const rows = new Map<number, EffortRow>()
  for (const line of fs.readFileSync(TABLE, 'utf8').split('\n')) {
    const cells = line.split('|').map(cell => cell.trim())
    const [, place, task, , keys, letters, , clicks, byMouse] = cells
    if (!place || !/^\d+$/.test(place)) continue
    rows.set(Number(place), {
      task: task ?? '',
      keyboard: { keys: Number(keys), letters: Number(letters), clicks: 0 },
      mouse: { keys: 0, letters: Number(byMouse), clicks: Number(clicks) },
    })
  }
  return rows
}
