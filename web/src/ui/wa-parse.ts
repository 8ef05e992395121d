/** A piece of a line in WhatsApp's formatting. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }

/** A block of a message. */
export type Block =
  | { kind: 'line'; children: Inline[] }
  | { kind: 'mono'; text: string }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }

type Marked = 'bold' | 'italic' | 'strike'
// A mark opens after a space or punctuation and closes before one, so `2*3*4` and snake_case_names stay as they are.
const mark = (sign: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{N}${sign}])${sign}(?![\\s${sign}])([^\\n${sign}]*?[^\\s${sign}])${sign}(?![\\p{L}\\p{N}${sign}])`,
    'u',
  )
const MARKS: [Marked, RegExp][] = [
  ['bold', mark('\\*')],
  ['italic', mark('_')],
  ['strike', mark('~')],
]
const CODE = /`([^`\n]+)`/
const LINK = /https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]'*_~]/u

/** Reads one line's marks. Code and links come first: nothing inside them is formatted. */
export function parseInline(text: string): Inline[] {
  if (text === '') return []
  const code = CODE.exec(text)
  if (code) return around(text, code, { kind: 'code', text: code[1] ?? '' })
  const link = LINK.exec(text)
  if (link) return around(text, link, { kind: 'link', text: link[0], href: link[0] })
  let first: { at: number; match: RegExpExecArray; kind: Marked } | null = null
  for (const [kind, pattern] of MARKS) {
    const match = pattern.exec(text)
    if (match && (!first || match.index < first.at)) first = { at: match.index, match, kind }
  }
  if (!first) return [{ kind: 'text', text }]
  return around(text, first.match, { kind: first.kind, children: parseInline(first.match[1] ?? '') })
}

const around = (text: string, match: RegExpExecArray, middle: Inline): Inline[] => [
  ...parseInline(text.slice(0, match.index)),
  middle,
  ...parseInline(text.slice(match.index + match[0].length)),
]

const BULLET = /^[-*] (?=\S)/
const NUMBERED = /^(\d{1,3})\. (?=\S)/
const QUOTE = /^> ?/

/** Reads a whole message: monospace blocks, quotes and lists, then the lines between them. */
export function parseBlocks(text: string): Block[] {
  return text.split(/```/).flatMap((part, index, parts) => {
    const closed = index % 2 === 1 && index < parts.length - 1
    if (closed)
      return part.trim() === '' ? [] : [{ kind: 'mono' as const, text: part.replace(/^\n|\n$/g, '') }]
    const whole = index % 2 === 1 ? `\`\`\`${part}` : part
    const bare = index > 0 ? whole.replace(/^\n/, '') : whole
    return bare === '' ? [] : parseLines(index < parts.length - 1 ? bare.replace(/\n$/, '') : bare)
  })
}

function parseLines(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const last = blocks.at(-1)
    const numbered = NUMBERED.exec(line)
    if (QUOTE.test(line)) {
      const children = parseInline(line.replace(QUOTE, ''))
      if (last?.kind === 'quote') last.lines.push(children)
      else blocks.push({ kind: 'quote', lines: [children] })
    } else if (BULLET.test(line) || numbered) {
      const ordered = numbered !== null
      const item = parseInline(line.replace(ordered ? NUMBERED : BULLET, ''))
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item)
      else blocks.push({ kind: 'list', ordered, start: Number(numbered?.[1] ?? 1), items: [item] })
    } else blocks.push({ kind: 'line', children: parseInline(line) })
  }
  return blocks
}

const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\s)+$/u
/** One to three emoji and nothing else: shown larger. */
export const isFewEmoji = (text: string): boolean =>
  EMOJI_ONLY.test(text) && [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length <= 3
