// Writes the service worker of a build: the files that the product's page may ever load, and a version that
// changes with any of them.
import crypto from 'node:crypto'
import fs from 'node:fs'

const manifest = JSON.parse(fs.readFileSync('dist/.vite/manifest.json', 'utf8'))

const seen = new Set()
function visit(key) {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return
  seen.add(key)
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next)
}
visit('index.html')
const chunks = [...seen].map(key => manifest[key])
const files = new Set(
  chunks
    .flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets])
    .filter(file => file !== 'index.html'),
)
// What is large and not needed at once (data of a picker, a map) is kept when somebody first uses it.
const LARGE_BYTES = 150_000
const first = new Set()
function visitFirst(key) {
  if (first.has(key)) return
  first.add(key)
  for (const next of manifest[key]?.imports ?? []) visitFirst(next)
}
visitFirst('index.html')
const needed = new Set([...first].flatMap(key => [manifest[key]?.file, ...(manifest[key]?.css ?? [])]))
for (const file of files)
  if (!needed.has(file) && fs.statSync(`dist/${file}`).size > LARGE_BYTES) files.delete(file)
const pages = ['favicon.svg', 'manifest.webmanifest']
const list = [...files, ...pages].map(file => `/${file}`).sort()

const hash = crypto.createHash('sha256')
for (const file of [...list, '/index.html']) hash.update(file).update(fs.readFileSync(`dist${file}`))
const worker = fs.readFileSync('src/sw.js', 'utf8')
hash.update(worker)
const version = hash.digest('hex').slice(0, 16)
fs.writeFileSync('dist/sw.js', worker.replace('%VERSION%', version).replace('%FILES%', JSON.stringify(list)))
