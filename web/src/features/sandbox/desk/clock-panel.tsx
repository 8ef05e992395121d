import { useQuery } from '@tanstack/react-query'
import { FastForward, Pause, Play, RotateCcw, SkipForward } from 'lucide-react'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { DAY_MS, formatDateTime, HOUR_MS, MINUTE_MS } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { useBase } from '../context'
import { chatQuery, useSandboxClock, useSteer } from '../queries'
import { ClockEvents } from './clock-events'
import { ScenarioMenu } from './scenario-menu'

const FAST = 60

interface ClockPanelProps {
  phone: string
  counts: { customers: number; messages: number } | undefined
  onScenario: () => void
}

/** Steers the emulator's time: everything that falls due on the way happens, in order. */
export function ClockPanel({ phone, counts, onScenario }: ClockPanelProps) {
  const { t, locale } = useT()
  const base = useBase()
  const clock = useSandboxClock().data
  const now = useBusinessNow('second')
  const steer = useSteer()
  const chat = useQuery({ ...chatQuery(base, phone), enabled: phone !== '' }).data ?? []
  const lastWritten = chat.findLast(message => message.direction === 'inbound')?.at_ms
  const closesAt = lastWritten === undefined ? null : lastWritten + DAY_MS
  const paused = clock?.mode === 'paused'
  const speed = clock?.speed ?? 1
  const toClosing = closesAt === null ? 0 : closesAt - now + MINUTE_MS
  const steered = Boolean(clock && (Math.abs(clock.offset_ms) > 1_000 || speed !== 1 || paused))
  const advance = (ms: number) => steer.mutate({ advance_ms: Math.round(ms) })
  const busy = steer.isPending
  return (
    <div className="flex shrink-0 flex-col gap-2 border-line border-b bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{t('sandbox.clock')}</h2>
        <time dateTime={new Date(now).toISOString()} className="font-semibold text-lead">
          {formatDateTime(locale, now)}
        </time>
        {paused && <Badge tone="warn">{t('sandbox.paused')}</Badge>}
        {!paused && speed !== 1 && <Badge tone="info">{t('sandbox.speed', { speed })}</Badge>}
        {!steered && <Badge>{t('sandbox.real_time')}</Badge>}
      </div>
      <div role="group" aria-label={t('sandbox.clock')} className="flex flex-wrap gap-1.5">
        <Button size="small" busy={busy} onClick={() => advance(HOUR_MS)}>
          {t('sandbox.plus_hour')}
        </Button>
        <Button size="small" busy={busy} onClick={() => advance(DAY_MS)}>
          {t('sandbox.plus_day')}
        </Button>
        <Button
          size="small"
          busy={busy}
          whyDisabled={toClosing <= MINUTE_MS ? t('sandbox.to_closing_why') : null}
          onClick={() => advance(toClosing)}
        >
          {t('sandbox.to_closing')}
        </Button>
        <Button
          size="small"
          busy={busy}
          icon={<SkipForward className="size-4" aria-hidden />}
          whyDisabled={clock && clock.next_event_ms === null ? t('sandbox.no_next_event') : null}
          onClick={() => steer.mutate({ to_next_event: true })}
        >
          {t('sandbox.to_next_event')}
        </Button>
        <Button
          size="small"
          busy={busy}
          icon={paused ? <Play className="size-4" aria-hidden /> : <Pause className="size-4" aria-hidden />}
          onClick={() => steer.mutate({ mode: paused ? 'real' : 'paused' })}
        >
          {t(paused ? 'sandbox.resume' : 'sandbox.pause')}
        </Button>
        <Button
          size="small"
          busy={busy}
          aria-pressed={speed === FAST}
          icon={<FastForward className="size-4" aria-hidden />}
          onClick={() => steer.mutate({ speed: speed === FAST ? 1 : FAST })}
        >
          {speed === FAST ? t('sandbox.normal_speed') : t('sandbox.fast', { speed: FAST })}
        </Button>
        <Button
          size="small"
          busy={busy}
          icon={<RotateCcw className="size-4" aria-hidden />}
          whyDisabled={steered ? null : t('sandbox.already_real')}
          onClick={() => steer.mutate({ reset: true })}
        >
          {t('sandbox.reset')}
        </Button>
        <ClockEvents />
        {counts && <ScenarioMenu counts={counts} onLoaded={onScenario} />}
      </div>
    </div>
  )
}
