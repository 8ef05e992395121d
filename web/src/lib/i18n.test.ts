import { describe, expect, test } from 'vitest'
import en from '@/gen/en.json'
import ru from '@/gen/ru.json'
import enSource from '@/gen/source/en.json'
import ruSource from '@/gen/source/ru.json'
import { type Catalogue, translator } from './i18n'

const russian = translator('ru', ru as Catalogue)
const english = translator('en', en as Catalogue)

describe('catalogues', () => {
  test.each([
    [1, '1 диалог'],
    [2, '2 диалога'],
    [5, '5 диалогов'],
    [11, '11 диалогов'],
    [21, '21 диалог'],
    [104, '104 диалога'],
  ])('a Russian count of %i', (count, text) => expect(russian.t('inbox.count', { count })).toBe(text))

  test.each([
    [1, '1 conversation'],
    [2, '2 conversations'],
  ])('an English count of %i', (count, text) => expect(english.t('inbox.count', { count })).toBe(text))

  test('both languages have the same keys', () =>
    expect(Object.keys(ruSource)).toEqual(expect.arrayContaining(Object.keys(enSource))))
  test('English has no key that Russian lacks', () =>
    expect(Object.keys(enSource)).toHaveLength(Object.keys(ruSource).length))
  test('a plain text is kept as text, so that no parser is shipped', () =>
    expect(typeof ru['ui.close']).toBe('string'))
})

describe('a translator', () => {
  test('fills in values', () => expect(english.t('app.company', { name: 'Roses' })).toBe('Company: Roses'))
  test('shows a missing key instead of nothing', () =>
    expect(translator('en', {}).t('ui.close')).toBe('⟦ui.close⟧'))
  test('finds words for a code, or says that there are none', () => {
    expect(english.find('error.network')).toBe('No connection to the server')
    expect(english.find('error.never_heard_of')).toBeNull()
  })
})
