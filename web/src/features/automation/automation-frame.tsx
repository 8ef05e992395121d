import type { ReactNode } from 'react'
import { type PlainKey, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Page } from '@/ui/page'

const PLACES: readonly (readonly [string, PlainKey])[] = [
  ['/automation', 'automation.overview'],
  ['/automation/greeting', 'automation.greeting'],
  ['/automation/away', 'automation.away'],
  ['/automation/rules', 'automation.rules'],
  ['/automation/runs', 'automation.runs'],
  ['/settings/hours', 'automation.hours'],
]

/** On a phone the places go on beyond the edge. */
const bringIntoView = (place: HTMLElement | null) =>
  place?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

/** The frame of the automation's screens: its title, and the way to the others. */
export function AutomationFrame({
  title,
  subtitle,
  actions,
  here,
  children,
}: {
  title: string
  subtitle?: string
  actions?: ReactNode
  /** The address of this screen among the others. */
  here: string
  children: ReactNode
}) {
  const { t } = useT()
  return (
    <Page
      title={title}
      {...(subtitle ? { subtitle } : {})}
      actions={actions}
      below={
        <nav aria-label={t('automation.title')} className="-mx-1 scroll-row mt-2 flex gap-1 p-1">
          {PLACES.map(([to, label]) => (
            <WsLink
              key={to}
              ref={to === here ? bringIntoView : null}
              to={to}
              activeOptions={{ exact: true }}
              activeProps={{}}
              aria-current={to === here ? 'page' : undefined}
              className="inset-focus flex h-8 shrink-0 items-center rounded-control px-2.5 text-ink-2 text-small hover:bg-surface-2 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-on-soft max-md:min-h-11"
            >
              {t(label)}
            </WsLink>
          ))}
        </nav>
      }
    >
      {children}
    </Page>
  )
}
