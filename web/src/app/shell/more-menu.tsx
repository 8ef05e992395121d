import { CircleHelp, EllipsisVertical, Settings, Store } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'

/** The three dots of every screen: the business tools begin here, as in the app. */
export function MoreMenu() {
  const { t } = useT()
  const go = useGo()
  return (
    <Menu
      side="right"
      align="start"
      items={[
        { id: 'tools', label: t('tools.title'), icon: <Store />, onSelect: () => go('/tools') },
        { id: 'settings', label: t('app.settings'), icon: <Settings />, onSelect: () => go('/settings') },
        { id: 'help', label: t('app.helping'), icon: <CircleHelp />, onSelect: () => go('/help') },
      ]}
      trigger={
        <IconButton label={t('app.more')} className="size-10">
          <EllipsisVertical className="size-5" aria-hidden />
        </IconButton>
      }
    />
  )
}
