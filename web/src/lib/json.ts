/** Reads into content of a shape that somebody else decides and may change. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value
  for (const part of path) {
    if (here === null || typeof here !== 'object') return undefined
    here = (here as Record<string | number, unknown>)[part]
  }
  return here
}

/** A text or a number at a place, as text; empty when there is none. */
export const textAt = (value: unknown, ...path: (string | number)[]): string => {
  const found = at(value, ...path)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** A list at a place; empty when there is none. */
export const listAt = (value: unknown, ...path: (string | number)[]): unknown[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}
