import { BookOpen, LifeBuoy, type LucideIcon, Scale } from 'lucide-react'
import { type PlainKey, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Page } from '@/ui/page'
import { TILE, TileBody } from '@/ui/tile'

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

/** Where help is found: one place for all of it. */
export default function HelpPage() {
  const { t } = useT()
  const words = ({ icon, label, why }: Words) => ({ icon, label: t(label), why: t(why) })
  return (
    <Page title={t('help.title')} subtitle={t('help.subtitle')}>
      <ul className="grid max-w-4xl gap-3 sm:grid-cols-2">
        {SCREENS.map(({ to, ...tile }) => (
          <li key={to} className="flex">
            <WsLink to={to} className={TILE}>
              <TileBody {...words(tile)} />
            </WsLink>
          </li>
        ))}
        <li className="flex">
          <a href="/api/docs" target="_blank" rel="noopener" className={TILE}>
            <TileBody {...words(API_DOCS)} />
          </a>
        </li>
      </ul>
    </Page>
  )
}
