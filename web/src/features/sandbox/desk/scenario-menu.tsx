import { useQuery } from '@tanstack/react-query'
import { Clapperboard } from 'lucide-react'
import { useState } from 'react'
import { sandboxCall } from '@/api/sandbox'
import type { ReadyScenario } from '@/api/sandbox-world'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { Menu } from '@/ui/menu'
import { say } from '@/ui/toast'
import { useBase } from '../context'
import { useChange } from '../queries'
import { scenariosQuery } from '../world-queries'

const TITLES: Record<string, PlainKey> = {
  'shop-day': 'sandbox.scenario_shop_day',
  'storm-500': 'sandbox.scenario_storm_500',
  'window-expiry': 'sandbox.scenario_window_expiry',
}
const ABOUT: Record<string, PlainKey> = {
  'shop-day': 'sandbox.scenario_shop_day_about',
  'storm-500': 'sandbox.scenario_storm_500_about',
  'window-expiry': 'sandbox.scenario_window_expiry_about',
}

interface ScenarioMenuProps {
  counts: { customers: number; messages: number }
  onLoaded: () => void
}

/**
 * The ready scenarios. One of them takes the place of the whole world, so they are offered only
 * where the world belongs to the person in front of it: on the emulator's own page.
 */
export function ScenarioMenu({ counts, onLoaded }: ScenarioMenuProps) {
  const { t, locale } = useT()
  const base = useBase()
  const own = base === '/control/v1'
  const scenarios = useQuery({ ...scenariosQuery(base), enabled: own }).data ?? []
  const [chosen, setChosen] = useState<ReadyScenario | null>(null)
  const load = useChange<string>(
    (at, name) => sandboxCall(at, 'POST', 'scenario', { query: { name, reset: 'true' } }),
    () => {
      setChosen(null)
      say(t('sandbox.scenario_loaded'))
      onLoaded()
    },
  )
  if (scenarios.length === 0) return null
  const titleOf = ({ name }: ReadyScenario) => (TITLES[name] ? t(TITLES[name]) : name)
  const aboutOf = ({ name, description }: ReadyScenario) => (ABOUT[name] ? t(ABOUT[name]) : description)
  return (
    <>
      <Menu
        align="start"
        items={scenarios.map(scenario => ({
          id: scenario.name,
          label: (
            <>
              <span className="block font-medium">{titleOf(scenario)}</span>
              <span className="block text-ink-2 text-small">{aboutOf(scenario)}</span>
            </>
          ),
          onSelect: () => setChosen(scenario),
        }))}
        trigger={
          <Button size="small" icon={<Clapperboard className="size-4" aria-hidden />}>
            {t('sandbox.scenarios')}
          </Button>
        }
      />
      {chosen && (
        <ConfirmDialog
          open
          onOpenChange={open => !open && setChosen(null)}
          title={t('sandbox.load_scenario_title', { name: titleOf(chosen) })}
          description={t('sandbox.load_scenario_why', {
            customers: formatNumber(locale, counts.customers),
            messages: formatNumber(locale, counts.messages),
          })}
          confirm={t('sandbox.load_scenario')}
          danger
          busy={load.isPending}
          onConfirm={() => load.mutate(chosen.name)}
        />
      )}
    </>
  )
}
