import { BookOpen, LifeBuoy, type LucideIcon, Scale } from 'lucide-react'
import { type PlainKey, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Page } from '@/ui/page'

interface Words {
  icon: LucideIcon
  label: PlainKey
  why: PlainKey
}

const SCREENS: readonly (Words & { to: string })[] = [
  { to: '/help/report', icon: LifeBuoy, label: 'help.report', why: 'help.report_why' },
  { to: '/help/app-or-api', icon: Scale, label: 'help.app_or_api', why: 'help.app_or_api_why' },
]
const API_DOCS: Words = { icon: BookOpen, label: 'help.api_docs', why: 'help.api_docs_why' }
const TILE = 'flex min-h-20 flex-1 gap-3 rounded-card border border-line bg-surface p-4 hover:bg-surface-2'

/** Where help is found: one place for all of it. */
export default function HelpPage() {
  const { t } = useT()
  return (
    <Page title={t('help.title')} subtitle={t('help.subtitle')}>
      <ul className="grid max-w-4xl gap-3 sm:grid-cols-2">
        {SCREENS.map(({ to, ...tile }) => (
          <li key={to} className="flex">
            <WsLink to={to} className={TILE}>
              <Tile {...tile} />
            </WsLink>
          </li>
        ))}
        <li className="flex">
          <a href="/api/docs" target="_blank" rel="noopener" className={TILE}>
            <Tile {...API_DOCS} />
          </a>
        </li>
      </ul>
    </Page>
  )
}

function Tile({ icon: Icon, label, why }: Words) {
  const { t } = useT()
  return (
    <>
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-on-soft"
      >
        <Icon className="size-5" />
      </span>
      <span className="min-w-0">
        <span className="block font-semibold">{t(label)}</span>
        <span className="block text-ink-2 text-small">{t(why)}</span>
      </span>
    </>
  )
}
