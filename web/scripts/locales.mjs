// Joins the catalogues of every feature, compiles ICU messages to their AST (plain strings stay strings),
// and writes the types of the keys and of their arguments. Fails on missing keys and plural forms.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const PLURALS = { ru: ['one', 'few', 'many', 'other'], en: ['one', 'other'] }

function catalogueFolders(folder = path.join(root, 'src')) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (!entry.isDirectory()) return []
    const inner = path.join(folder, entry.name)
    return entry.name === 'i18n' ? [inner] : catalogueFolders(inner)
  })
}

function join(locale, problems) {
  const all = {}
  for (const folder of catalogueFolders()) {
    const file = path.join(folder, `${locale}.json`)
    if (!fs.existsSync(file)) continue
    for (const [key, text] of Object.entries(JSON.parse(fs.readFileSync(file, 'utf8')))) {
      if (key in all) problems.push(`${locale}: ${key} is defined twice`)
      all[key] = text
    }
  }
  return all
}

function walk(elements, visit) {
  for (const element of elements) {
    visit(element)
    for (const option of Object.values(element.options ?? {})) walk(option.value, visit)
    if (element.children) walk(element.children, visit)
  }
}

function compile(locale, key, text, problems) {
  const args = new Map()
  const ast = parse(text, { captureLocation: false })
  walk(ast, element => {
    if (element.type === TYPE.plural) {
      args.set(element.value, 'number')
      for (const form of PLURALS[locale])
        if (!(form in element.options)) problems.push(`${locale}: ${key} lacks the plural form "${form}"`)
    } else if (element.type === TYPE.argument) {
      if (!args.has(element.value)) args.set(element.value, 'string | number')
    } else if (element.type === TYPE.select) args.set(element.value, 'string')
    else if ([TYPE.number, TYPE.date, TYPE.time].includes(element.type)) args.set(element.value, 'number')
  })
  const plain = ast.length <= 1 && (ast[0]?.type ?? TYPE.literal) === TYPE.literal
  return { message: plain ? (ast[0]?.value ?? '') : ast, args }
}

const typeOf = args =>
  args.size === 0
    ? 'null'
    : `{ ${[...args].map(([name, type]) => `${JSON.stringify(name)}: ${type}`).join('; ')} }`

/** What the first screens say; the other words come with the first screen that needs them. */
const CORE = ['src/ui/', 'src/app/', 'src/features/auth/', 'src/features/inbox/', 'src/features/alerts/']

/** What only some screens say comes with them: the emulator's words, and those of the settings. */
const PARTS = {
  sandbox: ['src/features/sandbox/'],
  settings: ['src/features/settings/', 'src/features/webhooks/', 'src/features/api-keys/'],
  campaigns: ['src/features/campaigns/'],
  tools: [
    'src/features/tools/',
    'src/features/quick-replies/',
    'src/features/profile/',
    'src/features/template-picker/',
    'src/features/help/',
  ],
  automation: ['src/features/automation/'],
}

/** Keys of the catalogues whose folders begin so. */
const keysOf = starts =>
  catalogueFolders()
    .filter(folder => starts.some(start => path.relative(root, folder).startsWith(start)))
    .map(folder => path.join(folder, 'en.json'))
    .flatMap(file => (fs.existsSync(file) ? Object.keys(JSON.parse(fs.readFileSync(file, 'utf8'))) : []))

/** Keys of the first part: those of the core's catalogues, and the rail's labels, which stand in `routes.ts`. */
function coreKeys() {
  const keys = keysOf(CORE)
  const features = path.join(root, 'src/features')
  const labels = fs.readdirSync(features).flatMap(name => {
    const file = path.join(features, name, 'routes.ts')
    return fs.existsSync(file)
      ? [...fs.readFileSync(file, 'utf8').matchAll(/label: '([\w.]+)'/g)].map(match => match[1])
      : []
  })
  return new Set([...keys, ...labels])
}

const out = path.join(root, 'src/gen')

/** Writes what has changed: whoever reads beside this finds every file whole. */
function write(name, text) {
  const file = path.join(out, name)
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) fs.writeFileSync(file, text)
}

export function writeLocales() {
  const problems = []
  const source = { en: join('en', problems), ru: join('ru', problems) }
  for (const key of Object.keys(source.en)) if (!(key in source.ru)) problems.push(`ru: ${key} is missing`)
  for (const key of Object.keys(source.ru)) if (!(key in source.en)) problems.push(`en: ${key} is missing`)
  const types = []
  const core = coreKeys()
  const parts = Object.entries(PARTS).map(([name, folders]) => [
    name,
    new Set(keysOf(folders).filter(key => !core.has(key))),
  ])
  fs.mkdirSync(path.join(out, 'source'), { recursive: true })
  for (const locale of ['en', 'ru']) {
    const compiled = {}
    for (const [key, text] of Object.entries(source[locale]).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { message, args } = compile(locale, key, text, problems)
      compiled[key] = message
      if (locale === 'en') types.push(`  ${JSON.stringify(key)}: ${typeOf(args)}`)
    }
    const part = chosen =>
      JSON.stringify(Object.fromEntries(Object.entries(compiled).filter(([key]) => chosen(key))))
    write(`${locale}.json`, JSON.stringify(compiled))
    write(
      `core.${locale}.json`,
      part(key => core.has(key)),
    )
    write(
      `rest.${locale}.json`,
      part(key => !core.has(key) && !parts.some(([, keys]) => keys.has(key))),
    )
    for (const [name, keys] of parts)
      write(
        `${name}.${locale}.json`,
        part(key => keys.has(key)),
      )
    write(`source/${locale}.json`, JSON.stringify(source[locale], null, 1))
  }
  write('messages.ts', `export interface Messages {\n${types.join('\n')}\n}\n`)
  return problems
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = writeLocales()
  if (problems.length > 0) {
    console.error(problems.join('\n'))
    process.exit(1)
  }
}
