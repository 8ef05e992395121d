import { replaceRange } from './field'

export type Mark = 'bold' | 'italic' | 'strike' | 'mono' | 'quote' | 'bullets' | 'numbers'

const SIGNS = { bold: '*', italic: '_', strike: '~', mono: '```' } as const

interface Edit {
  from: number
  to: number
  text: string
  /** What is selected afterwards. */
  select: [number, number]
}

/** Puts a mark around a selection, or takes it away. Spaces at its ends stay outside: WhatsApp wants none within. */
export function markRange(value: string, from: number, to: number, sign: string): Edit {
  while (from < to && /\s/.test(value[from] ?? '')) from++
  while (to > from && /\s/.test(value[to - 1] ?? '')) to--
  const inner = value.slice(from, to)
  const size = sign.length
  if (inner.length > 2 * size && inner.startsWith(sign) && inner.endsWith(sign)) {
    const bare = inner.slice(size, -size)
    return { from, to, text: bare, select: [from, from + bare.length] }
  }
  const around = value.slice(from - size, from) === sign && value.slice(to, to + size) === sign
  if (around && inner !== '')
    return {
      from: from - size,
      to: to + size,
      text: inner,
      select: [from - size, from - size + inner.length],
    }
  // A mark never reaches over a line; each line gets its own. Monospace is a block.
  const lines = sign === SIGNS.mono ? [inner] : inner.split('\n')
  const text = lines
    .map(line => (line.trim() === '' && inner !== '' ? line : `${sign}${line}${sign}`))
    .join('\n')
  const empty = inner === ''
  return { from, to, text, select: empty ? [from + size, from + size] : [from, from + text.length] }
}

const PREFIXES = { quote: () => '> ', bullets: () => '- ', numbers: (at: number) => `${at + 1}. ` } as const
const ANY_PREFIX = /^(?:> |- |\d+\. )/

/** Begins each line of a selection with a sign, or takes it away when all have one. */
export function prefixLines(value: string, from: number, to: number, kind: keyof typeof PREFIXES): Edit {
  const start = value.lastIndexOf('\n', from - 1) + 1
  const next = value.indexOf('\n', to)
  const end = next < 0 ? value.length : next
  const lines = value.slice(start, end).split('\n')
  const all = lines.every((line, at) => line.startsWith(PREFIXES[kind](at)))
  const text = lines
    .map((line, at) => {
      const bare = line.replace(ANY_PREFIX, '')
      return all ? bare : PREFIXES[kind](at) + bare
    })
    .join('\n')
  return { from: start, to: end, text, select: [start, start + text.length] }
}

/** Formats what is selected in a field. */
export function applyMark(field: HTMLTextAreaElement, mark: Mark): void {
  const { value, selectionStart, selectionEnd } = field
  const edit =
    mark in PREFIXES
      ? prefixLines(value, selectionStart, selectionEnd, mark as keyof typeof PREFIXES)
      : markRange(value, selectionStart, selectionEnd, SIGNS[mark as keyof typeof SIGNS])
  replaceRange(field, edit.from, edit.to, edit.text)
  field.setSelectionRange(...edit.select)
}

/** Which mark a press asks for: Ctrl+B, Ctrl+I, Ctrl+Shift+X; the name is `keyName`'s. */
export const MARK_KEYS: Readonly<Record<string, Mark>> = {
  'mod+b': 'bold',
  'mod+i': 'italic',
  'mod+shift+x': 'strike',
}
