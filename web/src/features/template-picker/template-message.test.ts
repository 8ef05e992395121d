import { expect, it } from 'vitest'
import { type Slot, valuesOf } from './template-message'

const slot = (part: Slot['part'], variable = '1'): Slot => ({
  id: `${part}.0.${variable}`,
  part,
  variable,
  index: 0,
})

it('the same number in the header, the body and a button has a value in each', () => {
  const slots = [slot('header'), slot('body'), slot('body', '2'), slot('button')]
  const values = { 'header.0.1': ' Весна ', 'body.0.1': 'Анна', 'body.0.2': '', 'button.0.1': '1042' }
  expect(valuesOf(slots, values, 'header')).toEqual({ 1: 'Весна' })
  expect(valuesOf(slots, values, 'body')).toEqual({ 1: 'Анна', 2: '' })
})
