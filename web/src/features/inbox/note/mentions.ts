import type { Colleague } from '../team'

/** The beginning of a name after `@` where the caret stands, and where it begins; null when none is being written. */
export function nameAt(text: string, caret: number): { at: number; begun: string } | null {
  const before = text.slice(0, caret)
  const found = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u.exec(before)
  const begun = found?.[1]
  return begun === undefined ? null : { at: before.length - begun.length - 1, begun }
}

/** Who may be meant: by the beginning of the name, then of any of its words. */
export function matching(colleagues: readonly Colleague[], begun: string): Colleague[] {
  const wanted = begun.toLocaleLowerCase()
  const ranked = colleagues.flatMap(colleague => {
    const name = colleague.name.toLocaleLowerCase()
    if (name.startsWith(wanted)) return [{ colleague, rank: 0 }]
    return name.split(/\s+/).some(word => word.startsWith(wanted)) ? [{ colleague, rank: 1 }] : []
  })
  return ranked
    .sort((one, other) => one.rank - other.rank || one.colleague.name.localeCompare(other.colleague.name))
    .map(({ colleague }) => colleague)
}

/** Everybody whose name stands in a text after `@`; the longer of two names that begin alike. */
export function namedIn(text: string, colleagues: readonly Colleague[]): Colleague[] {
  const found = new Set<Colleague>()
  for (const { name } of piecesOf(text, colleagues)) if (name) found.add(name)
  return [...found]
}

/** A text cut at its names, so that they can be shown as such. */
export function piecesOf<Named extends { name: string }>(
  text: string,
  people: readonly Named[],
): { text: string; name: Named | null }[] {
  const byLength = [...people].sort((one, other) => other.name.length - one.name.length)
  const pieces: { text: string; name: Named | null }[] = []
  let plain = ''
  for (let at = 0; at < text.length; ) {
    const named =
      text[at] === '@' ? byLength.find(({ name }) => name && text.startsWith(name, at + 1)) : undefined
    if (!named) {
      plain += text[at]
      at += 1
      continue
    }
    if (plain) pieces.push({ text: plain, name: null })
    plain = ''
    pieces.push({ text: `@${named.name}`, name: named })
    at += named.name.length + 1
  }
  if (plain) pieces.push({ text: plain, name: null })
  return pieces
}
