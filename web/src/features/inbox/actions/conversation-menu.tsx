import { type ReactElement, useState } from 'react'
import { ContextMenu } from '@/ui/menu'
import { currentSelection, targetOf } from '../list/selection'
import type { Target } from './act'
import { useCommands } from './commands'

/** What a menu that is opened on a row is about: the row, or all selected ones when it is among them. */
function targetAt(element: EventTarget): Target {
  const id = element instanceof Element ? element.closest<HTMLElement>('[data-row]')?.dataset.row : undefined
  if (id === undefined) return { ids: [] }
  const selection = currentSelection()
  return selection.ids.has(id) ? targetOf(selection) : { ids: [id] }
}

/**
 * The one menu of the list's rows, by right click, long press, Shift+F10 or the menu key.
 * It hangs on the list, not on each row: rows come and go while one scrolls.
 */
export function ConversationMenu({ children }: { children: ReactElement }) {
  const commands = useCommands()
  const [target, setTarget] = useState<Target>({ ids: [] })
  const aim = (event: { target: EventTarget }) => setTarget(targetAt(event.target))
  return (
    <ContextMenu items={commands(target)} onAim={aim}>
      {children}
    </ContextMenu>
  )
}
