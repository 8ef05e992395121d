import { factOf, type ReplyFacts } from '@/features/quick-replies/variables'

/** A value taken from what is known of the chat, and what it is. */
export interface Suggestion {
  value: string
  /** The name of the fact: `first_name` and the like, or a field's own name after a colon. */
  source: string
}

const GREETING =
  /(?:^|[^\p{L}])(привет|приветствуем|здравствуйте|уважаем\p{L}*|день|вечер|утро|дорог\p{L}*|hello|hi|hey|dear)[\s,!]*$/iu

/** Words that stand before a variable, the nearest last. */
function wordsBefore(body: string, variable: string): string[] {
  const at = body.search(new RegExp(`\\{\\{\\s*${variable}\\s*\\}\\}`, 'u'))
  const before = at < 0 ? '' : body.slice(0, at)
  return before.match(/[\p{L}\p{N}]+/gu)?.slice(-2) ?? []
}

/** The same word in another case: «заказа» and «Заказ» begin alike. */
const isAlike = (word: string, name: string) => {
  const stem = name.toLowerCase().slice(0, Math.max(4, Math.min(name.length, word.length) - 2))
  return stem.length >= 3 && word.toLowerCase().startsWith(stem)
}

/**
 * What a variable probably means: its own name says it, or the words before it. A numbered one after a greeting is the
 * person's name.
 */
export function suggestionFor(body: string, variable: string, facts: ReplyFacts): Suggestion | null {
  if (!/^\d+$/u.test(variable)) {
    const named = factOf(variable.replaceAll('_', ' '), facts) ?? factOf(variable, facts)
    return named
  }
  const at = body.search(new RegExp(`\\{\\{\\s*${variable}\\s*\\}\\}`, 'u'))
  if (at >= 0 && GREETING.test(body.slice(0, at))) return factOf('first_name', facts)
  const words = wordsBefore(body, variable)
  const field = facts.fields.find(({ name }) => words.some(word => isAlike(word, name)))
  return field ? factOf(field.key, facts) : null
}
