/** Letters written from the right, and the marks that turn what stands after them. */
const TURNS =
  /[\u{590}-\u{8FF}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FB1D}-\u{FDFF}\u{FE70}-\u{FEFC}\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u
const FIRST_STRONG = '\u2068'
const END = '\u2069'

/** Every isolate within is closed within, and nothing within closes one that stands around. */
function balanced(text: string): string {
  let open = 0
  let whole = ''
  for (const sign of text) {
    if (sign >= '\u2066' && sign <= FIRST_STRONG) open += 1
    if (sign === END && open === 0) continue
    if (sign === END) open -= 1
    whole += sign
  }
  return whole + END.repeat(open)
}

/** What a person wrote, to be put among other words: it keeps its own direction and never turns theirs. */
export const apart = (text: string): string => (TURNS.test(text) ? FIRST_STRONG + balanced(text) + END : text)

/** What a person wrote in a row with other things. */
export const rowOf = (parts: readonly (string | null | undefined | false)[], between = ' · '): string =>
  parts.flatMap(part => (part ? apart(part) : [])).join(between)
