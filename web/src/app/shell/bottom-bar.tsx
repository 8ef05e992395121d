import { CircleHelp, Ellipsis, Search } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { useGo, WsLink } from '@/lib/routing'
import { Menu, type MenuItem } from '@/ui/menu'
import { useAccountItems } from './account-menu'
import { useNavEntries } from './nav-entries'
import { useWorkspaceItems } from './workspace-menu'

const SHOWN = 3
const CELL =
  'inset-focus flex min-h-12 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-meta text-ink-2 aria-[current=page]:text-on-soft'

/** The way between screens, at the bottom of phones. */
export function BottomBar({ onPalette }: { onPalette: () => void }) {
  const { t } = useT()
  const go = useGo()
  const entries = useNavEntries()
  const account = useAccountItems()
  const { items: workspaces, dialog } = useWorkspaceItems()
  const rest: MenuItem[] = entries.slice(SHOWN).map(({ to, label, icon: Icon }) => ({
    id: to,
    label: t(label),
    icon: <Icon />,
    onSelect: () => go(to),
  }))
  const search: MenuItem = { id: 'search', label: t('app.palette'), icon: <Search />, onSelect: onPalette }
  const help: MenuItem = {
    id: 'help',
    label: t('app.helping'),
    icon: <CircleHelp />,
    onSelect: () => go('/help'),
  }
  const more = [
    ...rest,
    search,
    help,
    ...workspaces.map((item, index) => ({ ...item, separated: index === 0 })),
    ...account,
  ]
  return (
    <nav
      aria-label={t('app.navigation')}
      data-landmark
      tabIndex={-1}
      className="shrink-0 border-line border-t bg-surface pb-inset outline-none md:hidden"
    >
      <ul className="flex">
        {entries.slice(0, SHOWN).map(({ to, label, icon: Icon }) => (
          <li key={to} className="flex min-w-0 flex-1">
            <WsLink to={to} className={CELL}>
              <Icon className="size-5" aria-hidden />
              <span className="max-w-full truncate px-1">{t(label)}</span>
            </WsLink>
          </li>
        ))}
        <li className="flex min-w-0 flex-1">
          <Menu
            side="top"
            items={more}
            trigger={
              <button type="button" className={CELL}>
                <Ellipsis className="size-5" aria-hidden />
                {t('app.more')}
              </button>
            }
          />
        </li>
      </ul>
      {dialog}
    </nav>
  )
}
