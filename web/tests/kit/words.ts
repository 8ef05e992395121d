import fs from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'

export type Lang = 'ru' | 'en'
type Values = Record<string, string | number>
/** The product's own words, so that a test looks for what a person reads. */
export type Words = (key: string, values?: Values) => string

const folders = ['app', 'ui', 'sandbox']
const src = new URL('../../src/', import.meta.url)

function catalogue(lang: Lang): Record<string, string> {
  const features = fs.readdirSync(new URL('features', src)).map(name => `features/${name}`)
  const files = [...folders, ...features].map(folder => new URL(`${folder}/i18n/${lang}.json`, src))
  return Object.assign(
    {},
    ...files.filter(file => fs.existsSync(file)).map(file => JSON.parse(fs.readFileSync(file, 'utf8'))),
  )
}

/** The words of a language; an unknown key is a fault of the test. */
export function wordsOf(lang: Lang): Words {
  const all = catalogue(lang)
  return (key, values = {}) => {
    const text = all[key]
    if (text === undefined) throw new Error(`No words for ${key}`)
    return String(new IntlMessageFormat(text, lang).format(values))
  }
}
