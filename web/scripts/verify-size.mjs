// Holds the built pages to their byte budgets: what a first visit loads, gzipped.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const BUDGET_KB = { initial_js: 190, initial_css: 15, locale: 15, lazy_route: 70 }
const dist = 'dist'
if (!fs.existsSync(`${dist}/.vite/manifest.json`)) {
  console.log('size: no build in dist, nothing to measure (run npm run build first)')
  process.exit(0)
}
const manifest = JSON.parse(fs.readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
const gzipped = file => zlib.gzipSync(fs.readFileSync(path.join(dist, file)), { level: 9 }).length / 1024

function withImports(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const imported of manifest[key]?.imports ?? []) withImports(imported, seen)
  return seen
}
const sum = files => [...new Set(files)].reduce((total, file) => total + gzipped(file), 0)
const script = keys =>
  [...keys].flatMap(key => manifest[key]?.file ?? []).filter(file => file.endsWith('.js'))
const style = keys => [...keys].flatMap(key => manifest[key]?.css ?? [])

const problems = []
function report(name, size, budget) {
  console.log(`size: ${name.padEnd(48)} ${size.toFixed(1).padStart(7)} KB gz of ${budget}`)
  if (size > budget) problems.push(name)
}
for (const page of ['index.html', 'sandbox.html']) {
  const first = withImports(page)
  report(`${page} script`, sum(script(first)), BUDGET_KB.initial_js)
  report(`${page} style`, sum(style(first)), BUDGET_KB.initial_css)
}
const first = withImports('index.html')
/** What is there already when a piece is loaded: the first visit, and what every screen that loads it has brought. */
function before(key) {
  const askers = Object.keys(manifest).filter(other => manifest[other].dynamicImports?.includes(key))
  if (askers.length === 0 || askers.some(asker => first.has(asker))) return first
  const [one, ...others] = askers.map(asker => withImports(asker))
  return new Set([...first, ...[...one].filter(inner => others.every(other => other.has(inner)))])
}
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue
  const known = before(key)
  const added = [...withImports(key)].filter(inner => !known.has(inner))
  report(key, sum(script(added)), key.includes('gen/') ? BUDGET_KB.locale : BUDGET_KB.lazy_route)
}
if (problems.length > 0) {
  console.error(`over budget: ${problems.join(', ')}`)
  process.exit(1)
}
