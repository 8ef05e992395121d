import { useMySetting } from '@/app/my-setting'
import { at } from '@/lib/json'
import type { AlertKind } from './api'

/** Everything that may make itself heard: what the bell keeps, and customers' messages, which the inbox keeps. */
export type AlertEvent = AlertKind | 'message_mine' | 'message_unassigned'

export const ALERT_EVENTS = [
  'message_mine',
  'message_unassigned',
  'mention',
  'assigned',
  'woke',
  'window_closing',
  'message_failed',
  'message_uncertain',
] as const satisfies readonly AlertEvent[]

/** What a person wants to be told of, how loudly, and when not. */
export interface AlertSetting {
  /** Events that sound. */
  sound: readonly AlertEvent[]
  /** Events that show a notice of the system. */
  desktop: readonly AlertEvent[]
  /** 0 to 100. */
  volume: number
  /** Company time between which nothing sounds or shows; `22:00`. */
  quiet: { from: string; to: string } | null
}

const FIRST: AlertSetting = {
  sound: ALERT_EVENTS.filter(event => event !== 'message_unassigned'),
  desktop: ALERT_EVENTS.filter(event => event !== 'message_unassigned'),
  volume: 60,
  quiet: null,
}

const eventsOf = (stored: unknown): AlertEvent[] | null =>
  Array.isArray(stored) ? ALERT_EVENTS.filter(event => stored.includes(event)) : null
const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d\d:\d\d$/.test(value)

export function readAlertSetting(stored: unknown): AlertSetting {
  const volume = at(stored, 'volume')
  const [from, to] = [at(stored, 'quiet', 'from'), at(stored, 'quiet', 'to')]
  return {
    sound: eventsOf(at(stored, 'sound')) ?? FIRST.sound,
    desktop: eventsOf(at(stored, 'desktop')) ?? FIRST.desktop,
    volume: typeof volume === 'number' ? Math.min(100, Math.max(0, volume)) : FIRST.volume,
    quiet: isTime(from) && isTime(to) ? { from, to } : null,
  }
}

export const useAlertSetting = () => useMySetting('alerts', readAlertSetting)

/** Whether it is quiet at a time of day; quiet hours may go over midnight. */
export function isQuiet({ quiet }: Pick<AlertSetting, 'quiet'>, time: string): boolean {
  if (!quiet || quiet.from === quiet.to) return false
  const { from, to } = quiet
  return from < to ? time >= from && time < to : time >= from || time < to
}
