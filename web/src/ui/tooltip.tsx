import { Tooltip as Radix } from 'radix-ui'
import { type ReactElement, type ReactNode, useState } from 'react'

/**
 * Words over an element on hover and focus; the element keeps its own accessible name.
 *
 * Without words it never opens, not even when they come while the element has the focus: Escape then still belongs to
 * the dialog around it.
 */
export function Tooltip({
  text,
  keys,
  side = 'top',
  children,
}: {
  text: ReactNode
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined
  children: ReactElement
}) {
  const [open, setOpen] = useState(false)
  const hasWords = Boolean(text)
  if (open && !hasWords) setOpen(false)
  return (
    <Radix.Root open={open} onOpenChange={next => setOpen(next && hasWords)}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 max-w-72 rounded-control bg-ink px-2 py-1 text-canvas text-meta shadow-high"
        >
          {text}
          {keys && <kbd className="ml-2 font-sans opacity-80">{keys}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={300}>{children}</Radix.Provider>
)
