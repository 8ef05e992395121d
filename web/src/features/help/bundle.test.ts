// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { keepProblem, pastProblems, withoutIds } from '@/api/problems'
import { fileName, makeBundle } from './bundle'

describe('a report of a problem', () => {
  it.each([
    ['/w/flowers/inbox/mine/cv_0199f2?m=msg_1#x', '/w/…/inbox/mine/cv_…'],
    ['/api/v1/contacts/ct_019a/identities/phone/%2B79161234567', '/api/v1/contacts/ct_…/identities/phone/…'],
    ['/api/v1/search?q=Анна', '/api/v1/search'],
    ['/w/flowers/contacts/segments', '/w/…/contacts/segments'],
    ['/setup/AbCd1234567890', '/setup/…'],
  ])('names a place without anybody’s data: %s', (address, told) => {
    expect(withoutIds(address)).toBe(told)
  })

  it('holds the last failed requests of the tab and no more than twenty', () => {
    for (let nth = 0; nth < 25; nth += 1) keepProblem('GET', `/api/v1/contacts/ct_${nth}?q=x`, 500, `c${nth}`)
    const bundle = makeBundle('  не открывается  ', { error: 'network' }, undefined)
    expect(bundle.description).toBe('не открывается')
    expect(bundle.problems).toHaveLength(20)
    expect(pastProblems().at(-1)).toMatchObject({ path: '/api/v1/contacts/ct_…', code: 'c24', status: 500 })
  })

  it('is named by its day', () => {
    expect(fileName(new Date('2026-11-29T10:00:00Z'))).toBe('galka-report-2026-11-29.json')
  })
})
