// @vitest-environment jsdom
import { render, screen } from '@testing-library/react'
import { beforeAll, describe, expect, test } from 'vitest'
import type { MessageStatus } from '@/api/types'
import ru from '@/gen/ru.json'
import { type Catalogue, installTranslator, translator } from '@/lib/i18n'
import { laterStatus, StatusTick, tickOf } from './status-tick'

beforeAll(() => installTranslator(translator('ru', ru as Catalogue)))

describe('ticks', () => {
  test.each<[MessageStatus, string, string]>([
    ['queued', 'clock', 'meta'],
    ['sending', 'clock', 'meta'],
    ['accepted', 'one', 'meta'],
    ['sent', 'one', 'meta'],
    ['delivered', 'two', 'meta'],
    ['read', 'two', 'read'],
    ['played', 'mic', 'read'],
    ['failed', 'alert', 'danger'],
    ['uncertain', 'question', 'warn'],
    ['refused', 'refused', 'danger'],
  ])('%s', (status, mark, tone) => expect(tickOf(status)).toMatchObject({ mark, tone }))

  test('have a name for those who do not see them', () => {
    render(<StatusTick status="delivered" />)
    expect(screen.getByRole('img', { name: 'Доставлено' })).toBeTruthy()
  })
})

describe('statuses out of order', () => {
  test.each<[MessageStatus, MessageStatus, MessageStatus]>([
    ['sent', 'delivered', 'delivered'],
    ['read', 'delivered', 'read'],
    ['read', 'sent', 'read'],
    ['uncertain', 'accepted', 'accepted'],
    ['uncertain', 'delivered', 'delivered'],
    ['sent', 'failed', 'failed'],
    ['delivered', 'failed', 'delivered'],
    ['failed', 'delivered', 'delivered'],
    ['failed', 'sent', 'failed'],
  ])('%s, then %s: %s stands', (known, heard, stands) => expect(laterStatus(known, heard)).toBe(stands))
})
