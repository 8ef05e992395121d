import { CircleHelp, Search } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { useKeyLabel } from '@/lib/shortcuts'
import { IconButton } from '@/ui/button'
import { Tooltip } from '@/ui/tooltip'
import { AccountMenu } from './account-menu'
import { MoreMenu } from './more-menu'
import { useNavEntries } from './nav-entries'
import { WorkspaceMenu } from './workspace-menu'

/** The way between screens, at the left of wide windows. */
export function Rail({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { t } = useT()
  const keys = useKeyLabel()
  const entries = useNavEntries()
  return (
    <nav
      aria-label={t('app.navigation')}
      data-landmark
      tabIndex={-1}
      className="flex w-14 shrink-0 flex-col items-center gap-1 overflow-y-auto border-line border-r bg-surface py-2 outline-none max-md:hidden"
    >
      <WorkspaceMenu />
      <MoreMenu />
      <ul className="mt-1 flex flex-col gap-1">
        {entries.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Tooltip text={t(label)} side="right">
              <WsLink
                to={to}
                aria-label={t(label)}
                className="inset-focus grid size-10 place-items-center rounded-card text-ink-2 hover:bg-surface-2 aria-[current=page]:bg-accent-soft aria-[current=page]:text-on-soft"
              >
                <Icon className="size-5" aria-hidden />
              </WsLink>
            </Tooltip>
          </li>
        ))}
      </ul>
      <div className="mt-auto flex flex-col gap-1">
        <IconButton
          label={t('app.palette')}
          keys={keys('mod+k')}
          side="right"
          onClick={onPalette}
          className="size-10"
        >
          <Search className="size-5" aria-hidden />
        </IconButton>
        <IconButton label={t('app.help')} keys={keys('?')} side="right" onClick={onHelp} className="size-10">
          <CircleHelp className="size-5" aria-hidden />
        </IconButton>
        <AccountMenu />
      </div>
    </nav>
  )
}
