import { memo, type ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { type Block, type Inline, isFewEmoji, parseBlocks } from './wa-parse'

function inline(pieces: readonly Inline[]): ReactNode {
  return pieces.map((piece, index) => {
    switch (piece.kind) {
      case 'text':
        return piece.text
      case 'bold':
        return <strong key={index}>{inline(piece.children)}</strong>
      case 'italic':
        return <em key={index}>{inline(piece.children)}</em>
      case 'strike':
        return <s key={index}>{inline(piece.children)}</s>
      case 'code':
        return (
          <code key={index} className="rounded bg-black/5 px-1 font-mono text-small">
            {piece.text}
          </code>
        )
      case 'link':
        return (
          <a
            key={index}
            href={piece.href}
            target="_blank"
            rel="noopener noreferrer"
            className="break-all text-on-soft underline"
          >
            {piece.text}
          </a>
        )
    }
    return null
  })
}

function block(part: Block, index: number): ReactNode {
  switch (part.kind) {
    case 'line':
      return (
        <span key={index} className="block min-h-5">
          {inline(part.children)}
        </span>
      )
    case 'mono':
      return (
        <code
          key={index}
          className="my-0.5 block whitespace-pre-wrap rounded bg-black/5 px-1.5 py-1 font-mono text-small"
        >
          {part.text}
        </code>
      )
    case 'quote':
      return (
        <span key={index} className="my-0.5 block border-line-strong border-l-2 pl-2 text-ink-2">
          {part.lines.map((line, at) => (
            <span key={at} className="block">
              {inline(line)}
            </span>
          ))}
        </span>
      )
    case 'list': {
      const List = part.ordered ? 'ol' : 'ul'
      return (
        <List
          key={index}
          {...(part.ordered ? { start: part.start } : {})}
          className={cx('pl-5', part.ordered ? 'list-decimal' : 'list-disc')}
        >
          {part.items.map((item, at) => (
            <li key={at}>{inline(item)}</li>
          ))}
        </List>
      )
    }
  }
}

/** Text as WhatsApp draws it, without raw HTML. */
export const WaText = memo(function WaText({ text, className }: { text: string; className?: string }) {
  if (isFewEmoji(text)) return <div className={cx('text-[2rem] leading-10', className)}>{text}</div>
  return (
    <div className={cx('whitespace-pre-wrap [overflow-wrap:anywhere]', className)}>
      {parseBlocks(text).map(block)}
    </div>
  )
})
