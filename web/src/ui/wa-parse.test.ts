import { describe, expect, test } from 'vitest'
import { type Inline, isFewEmoji, parseBlocks, parseInline } from './wa-parse'

/** Marks as tags, so that a case fits a line. */
function show(pieces: readonly Inline[]): string {
  return pieces
    .map(piece => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'code' || piece.kind === 'link')
        return `<${piece.kind}>${piece.text}</${piece.kind}>`
      return `<${piece.kind}>${show(piece.children)}</${piece.kind}>`
    })
    .join('')
}

describe('marks inside a line', () => {
  test.each([
    ['*жирный* и обычный', '<bold>жирный</bold> и обычный'],
    ['_курсив_, ~зачёркнутый~', '<italic>курсив</italic>, <strike>зачёркнутый</strike>'],
    ['*_оба_*', '<bold><italic>оба</italic></bold>'],
    ['2*3*4 не жирный', '2*3*4 не жирный'],
    ['имя_файла_тут', 'имя_файла_тут'],
    ['* пробел внутри *', '* пробел внутри *'],
    ['скидка ~6 900 ₽~ _5 900 ₽_.', 'скидка <strike>6 900 ₽</strike> <italic>5 900 ₽</italic>.'],
    ['`*не жирный*`', '<code>*не жирный*</code>'],
    ['https://a.example/b_c_d?x=1.', '<link>https://a.example/b_c_d?x=1</link>.'],
    ['«*Аврора*»', '«<bold>Аврора</bold>»'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['<b>не разметка</b>', '<b>не разметка</b>'],
  ])('%s', (text, shown) => expect(show(parseInline(text))).toBe(shown))
})

describe('blocks', () => {
  const kinds = (text: string) => parseBlocks(text).map(block => block.kind)
  test('monospace keeps everything inside', () =>
    expect(parseBlocks('до\n```*как есть*\n- и это```\nпосле')).toMatchObject([
      { kind: 'line' },
      { kind: 'mono', text: '*как есть*\n- и это' },
      { kind: 'line' },
    ]))
  test('quotes and lists are joined', () =>
    expect(kinds('> раз\n> два\n- а\n- б\n1. x\n2. y')).toEqual(['quote', 'list', 'list']))
  test('a list keeps its first number', () =>
    expect(parseBlocks('3. третий')).toMatchObject([{ ordered: true, start: 3 }]))
  test('empty lines stay', () => expect(kinds('а\n\nб')).toEqual(['line', 'line', 'line']))
  test('an unclosed mark is text', () => expect(kinds('```без конца')).toEqual(['line']))
})

test.each([
  ['👍', true],
  ['👨‍👩‍👧 ❤️', true],
  ['👍👍👍👍', false],
  ['да 👍', false],
  ['123', false],
])('few emoji: %s', (text, few) => expect(isFewEmoji(text)).toBe(few))
