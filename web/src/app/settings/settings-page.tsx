import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { type PlainKey, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { BackLink } from '@/ui/link-button'
import { Page } from '@/ui/page'
import type { SettingsEntry } from '../feature'
import { settings } from '../features'
import { useCan } from '../session'

const GROUPS: Record<SettingsEntry['group'], PlainKey> = {
  me: 'app.settings_me',
  company: 'app.settings_company',
}

/** The entries of the settings that this person may open. */
export function SettingsList({ className }: { className?: string }) {
  const { t } = useT()
  const can = useCan()
  const entries = settings.filter(({ permission }) => can(permission))
  return (
    <nav aria-label={t('app.settings')} className={cx('flex flex-col gap-4', className)}>
      {Object.entries(GROUPS).map(([group, title]) => {
        const own = entries.filter(entry => entry.group === group)
        if (own.length === 0) return null
        return (
          <section key={group}>
            <h2 className="px-2 pb-1 font-semibold text-ink-3 text-meta">{t(title)}</h2>
            <ul>
              {own.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <WsLink
                    to={to}
                    className="inset-focus flex min-h-9 items-center gap-2.5 rounded-control px-2 hover:bg-surface-2 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-on-soft max-md:min-h-11"
                  >
                    <Icon className="size-4 shrink-0" aria-hidden />
                    {t(label)}
                  </WsLink>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </nav>
  )
}

/** The frame of one settings screen: the list of all of them beside it, on phones a way back to it. */
export function SettingsPage({
  title,
  subtitle,
  actions,
  children,
}: {
  title: string
  subtitle?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const { t } = useT()
  return (
    <div className="flex h-full min-h-0">
      <aside
        aria-label={t('app.settings')}
        className="w-60 shrink-0 overflow-y-auto border-line border-r bg-surface p-3 max-md:hidden"
      >
        <SettingsList />
      </aside>
      <div className="min-w-0 flex-1">
        <Page
          title={title}
          subtitle={subtitle}
          actions={actions}
          back={
            <span className="md:hidden">
              <BackLink to="/settings" label={t('app.settings')} />
            </span>
          }
        >
          <div className="mx-auto flex max-w-3xl flex-col gap-4">{children}</div>
        </Page>
      </div>
    </div>
  )
}
