import {
  CalendarClock,
  FileText,
  type LucideIcon,
  MessageSquareText,
  MoonStar,
  Smile,
  Store,
  Tags,
  Workflow,
} from 'lucide-react'
import { features } from '@/app/features'
import { useCan } from '@/app/session'
import { type PlainKey, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Page } from '@/ui/page'
import { TILE, TileBody } from '@/ui/tile'

interface Tile {
  to: string
  icon: LucideIcon
  label: PlainKey
  why: PlainKey
}

const COMPANY: readonly Tile[] = [
  { to: '/tools/profile', icon: Store, label: 'tools.profile', why: 'tools.profile_why' },
  { to: '/settings/hours', icon: CalendarClock, label: 'tools.hours', why: 'tools.hours_why' },
]
const TALKING: readonly Tile[] = [
  { to: '/automation/greeting', icon: Smile, label: 'tools.greeting', why: 'tools.greeting_why' },
  { to: '/automation/away', icon: MoonStar, label: 'tools.away', why: 'tools.away_why' },
  { to: '/automation/quick-replies', icon: MessageSquareText, label: 'tools.quick', why: 'tools.quick_why' },
  { to: '/tools/labels', icon: Tags, label: 'tools.labels', why: 'tools.labels_why' },
  { to: '/automation/rules', icon: Workflow, label: 'tools.rules', why: 'tools.rules_why' },
  { to: '/templates', icon: FileText, label: 'tools.templates', why: 'tools.templates_why' },
]
const routes = features.flatMap(feature => feature.routes)

/** The business tools, as owners know them from the app: each tile leads to its screen. */
export default function ToolsPage() {
  const { t } = useT()
  return (
    <Page title={t('tools.title')} subtitle={t('tools.subtitle')}>
      <div className="flex max-w-4xl flex-col gap-6">
        <Tiles title={t('tools.company')} tiles={COMPANY} />
        <Tiles title={t('tools.talking')} tiles={TALKING} />
      </div>
    </Page>
  )
}

function Tiles({ title, tiles }: { title: string; tiles: readonly Tile[] }) {
  const { t } = useT()
  const can = useCan()
  // Only screens that exist and that this person may open.
  const open = tiles.filter(({ to }) =>
    routes.some(({ path, permission }) => `/${path}` === to && can(permission)),
  )
  if (open.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold text-lead">{title}</h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {open.map(({ to, icon, label, why }) => (
          <li key={to} className="flex">
            <WsLink to={to} className={TILE}>
              <TileBody icon={icon} label={t(label)} why={t(why)} />
            </WsLink>
          </li>
        ))}
      </ul>
    </section>
  )
}
