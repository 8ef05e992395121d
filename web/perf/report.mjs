// Figures beside their budgets. Bytes, CPU time and node counts gate; what a clock on the wall measures is told, and
// gates only at twice its budget, because a busy machine slows it.

const rows = []
let failed = false

export const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
export const share = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

function add(name, value, unit, budget, met) {
  failed ||= !met
  rows.push([name, `${value.toFixed(1)} ${unit}`, budget, met ? 'met' : 'NOT MET'])
}
/** A figure that no busy machine changes. */
export const exact = (name, value, unit, most) => add(name, value, unit, `at most ${most}`, value <= most)
/** A figure without a budget. */
export const told = (name, value, unit) => add(name, value, unit, 'told', true)
/** A figure of the clock on the wall. */
export const wall = (name, value, unit, most) =>
  add(name, value, unit, `at most ${most} (gates at ${most * 2})`, value <= most * 2)
/** Frames a second and their like: more is better. */
export const wallAtLeast = (name, value, unit, least) =>
  add(name, value, unit, `at least ${least} (gates at ${least / 2})`, value >= least / 2)

/** Prints everything; answers whether a budget is broken. */
export function finish() {
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column].length)))
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  return failed
}
