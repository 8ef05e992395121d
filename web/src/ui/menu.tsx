import { Check } from 'lucide-react'
import { DropdownMenu as Radix, ContextMenu as RadixContext } from 'radix-ui'
import {
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type TouchEvent,
  useRef,
} from 'react'
import { cx } from '@/lib/cx'

/** One command of a menu. */
export interface MenuItem {
  id: string
  label: ReactNode
  icon?: ReactNode
  /** The shortcut that does the same. */
  keys?: string | undefined
  /** A figure that belongs to it. */
  figure?: string
  /** Shows a tick: the item is one of a choice, or is on. */
  checked?: boolean
  danger?: boolean
  disabled?: boolean
  /** A line above the item. */
  separated?: boolean
  /** It moves the focus, which therefore does not go back to where the menu was opened. */
  movesFocus?: boolean
  onSelect: () => void
}

/** A command whose name can be searched. */
export type NamedItem = MenuItem & { label: string }

// What does not fit the screen is scrolled: a menu's first commands must not be above it.
const BOX =
  'z-50 min-w-48 max-w-80 overflow-y-auto overscroll-contain rounded-card border border-line bg-surface p-1 shadow-high'
const ROW =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-control px-2 py-1.5 outline-none data-[highlighted]:bg-surface-2 data-[disabled]:opacity-55 max-md:min-h-11'

function Body({ item }: { item: MenuItem }) {
  return (
    <>
      {item.icon && (
        <span aria-hidden className="text-ink-3 *:size-4">
          {item.icon}
        </span>
      )}
      <span className={cx('min-w-0 flex-1', item.danger && 'text-danger')}>{item.label}</span>
      {item.checked && <Check className="size-4 text-accent" aria-hidden />}
      {item.figure && <span className="text-ink-3 text-meta">{item.figure}</span>}
      {/* A phone has no keys. */}
      {item.keys && <kbd className="font-sans text-ink-3 text-meta max-md:hidden">{item.keys}</kbd>}
    </>
  )
}

/** A button that opens a list of commands. */
export function Menu({
  trigger,
  items,
  align = 'end',
  side = 'bottom',
  heading,
  onOpenChange,
}: {
  trigger: ReactElement
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  heading?: ReactNode
  onOpenChange?: (open: boolean) => void
}) {
  const button = useRef<HTMLButtonElement>(null)
  const afterClosing = useRef<(() => void) | null>(null)
  const choose = (item: MenuItem) => {
    if (item.movesFocus) afterClosing.current = item.onSelect
    else {
      // A question that the command opens gives the focus back to where it has found it: the menu is no more by then.
      button.current?.focus()
      item.onSelect()
    }
  }
  const onCloseAutoFocus = (event: Event) => {
    const move = afterClosing.current
    afterClosing.current = null
    if (!move) return
    event.preventDefault()
    move()
  }
  return (
    <Radix.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger ref={button} asChild>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cx(BOX, 'max-h-(--radix-dropdown-menu-content-available-height)')}
          onCloseAutoFocus={onCloseAutoFocus}
        >
          {heading && <Radix.Label className="px-2 py-1 text-ink-3 text-meta">{heading}</Radix.Label>}
          {items.map(item => (
            <div key={item.id} role="none">
              {item.separated && <Radix.Separator className="my-1 h-px bg-line" />}
              {item.checked === undefined ? (
                <Radix.Item className={ROW} disabled={item.disabled ?? false} onSelect={() => choose(item)}>
                  <Body item={item} />
                </Radix.Item>
              ) : (
                <Radix.CheckboxItem
                  className={ROW}
                  checked={item.checked}
                  disabled={item.disabled ?? false}
                  onSelect={() => choose(item)}
                >
                  <Body item={item} />
                </Radix.CheckboxItem>
              )}
            </div>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The same commands by right click, long press, Shift+F10 or the menu key; `onAim` hears where it is opened. */
export function ContextMenu({
  children,
  items,
  onAim,
}: {
  children: ReactElement
  items: readonly MenuItem[]
  onAim?: (event: MouseEvent | PointerEvent) => void
}) {
  const isOpen = useRef(false)
  // The finger that pressed long is lifted over what it pressed: that is no click.
  const onTouchEnd = (event: TouchEvent) => {
    if (isOpen.current) event.preventDefault()
  }
  const before = useRef<HTMLElement | null>(null)
  const onOpenChange = (open: boolean) => {
    isOpen.current = open
    if (open) before.current = document.activeElement as HTMLElement | null
  }
  const choose = (item: MenuItem) => {
    before.current?.focus({ preventScroll: true })
    item.onSelect()
  }
  return (
    <RadixContext.Root modal={false} onOpenChange={onOpenChange}>
      {/* A long press opens without a context menu's event, so the pointer is heard as well. */}
      <RadixContext.Trigger
        asChild
        onContextMenuCapture={onAim}
        onPointerDownCapture={onAim}
        onTouchEndCapture={onTouchEnd}
      >
        {children}
      </RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content
          className={cx(BOX, 'max-h-(--radix-context-menu-content-available-height)')}
          collisionPadding={8}
        >
          {items.map(item => (
            <div key={item.id} role="none">
              {item.separated && <RadixContext.Separator className="my-1 h-px bg-line" />}
              <RadixContext.Item
                className={ROW}
                disabled={item.disabled ?? false}
                onSelect={() => choose(item)}
              >
                <Body item={item} />
              </RadixContext.Item>
            </div>
          ))}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}
