import { expect, test } from 'vitest'
import { ALL_STEPS, canOpen, isDone, neighbour, openedStep, stepsFor, unresolved } from './steps'

const EMPTY = { audience: {}, template_id: null, content: null, values: {}, number_id: null }
const CHOSEN = { ...EMPTY, audience: { segment_id: 'sg_1' }, number_id: 'nb_1', template_id: 'tp_1' }

test('few people take the short way', () => {
  expect(stepsFor(100)).toEqual(['audience', 'template', 'check'])
  expect(stepsFor(101)).toEqual(ALL_STEPS)
  expect(stepsFor(null)).toEqual(ALL_STEPS)
})

test('a variable needs a source and words for when it is empty', () => {
  expect(unresolved(['1', '2'], { 1: { source: 'first_name', fallback: 'клиент' } })).toEqual(['2'])
  expect(unresolved(['1'], { 1: { source: 'first_name', fallback: ' ' } })).toEqual(['1'])
  expect(unresolved(['1'], { 1: { source: 'constant', value: 'MART20' } })).toEqual([])
  expect(unresolved(['1'], { 1: { source: 'constant', value: '' } })).toEqual(['1'])
})

test('an audience without a number is not done', () => {
  expect(isDone('audience', { ...CHOSEN, number_id: null }, [])).toBe(false)
  expect(isDone('audience', { ...CHOSEN, audience: { label_ids: [] } }, [])).toBe(false)
  expect(isDone('audience', CHOSEN, [])).toBe(true)
})

test('a text stands for a template once it says something', () => {
  const text = (body: string) => ({
    ...CHOSEN,
    template_id: null,
    content: { type: 'text' as const, text: { body } },
  })
  expect(isDone('template', text(' '), [])).toBe(false)
  expect(isDone('template', text('Мы открыты'), [])).toBe(true)
  expect(isDone('template', { ...CHOSEN, template_id: null }, [])).toBe(false)
})

test('opens a step only when everything before it is done', () => {
  expect(canOpen('template', ALL_STEPS, EMPTY, [])).toBe(false)
  expect(canOpen('forecast', ALL_STEPS, CHOSEN, ['1'])).toBe(false)
  expect(canOpen('forecast', ALL_STEPS, CHOSEN, [])).toBe(true)
})

test('an address too far ahead leads to the last open step', () => {
  expect(openedStep('check', ALL_STEPS, CHOSEN, ['1'])).toBe('values')
  expect(openedStep('check', ALL_STEPS, EMPTY, [])).toBe('audience')
  expect(openedStep(undefined, ALL_STEPS, CHOSEN, [])).toBe('audience')
  expect(openedStep('template', ALL_STEPS, CHOSEN, [])).toBe('template')
})

test('walks between steps', () => {
  expect(neighbour('template', stepsFor(5), 1)).toBe('check')
  expect(neighbour('audience', ALL_STEPS, -1)).toBeUndefined()
})
