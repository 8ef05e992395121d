import type { MessageHit } from './api'

/** A found text with the words that were looked for marked; it is text and nothing else. */
export function Excerpt({ pieces }: { pieces: MessageHit['excerpt'] }) {
  let at = 0
  return (
    <>
      {pieces.map(({ text, hit }) => {
        const key = at
        at += text.length
        return hit ? (
          <mark key={key} className="rounded-sm bg-warn-soft text-ink">
            {text}
          </mark>
        ) : (
          <span key={key}>{text}</span>
        )
      })}
    </>
  )
}
