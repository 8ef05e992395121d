import { queryClient } from '@/api/query'
import type { Message } from '@/api/types'
import { readStored, writeStored } from '@/lib/storage'
import { messagesBeside } from '../../api'

/** A sound on the screen that can be started from outside. */
export interface Player {
  play: () => void
  pause: () => void
}

const RATE = 'galka:voice-rate'
export const RATES = [1, 1.5, 2] as const

const players = new Map<string, Player>()
let sounding = ''

/** The speed that was chosen last, for every voice from then on. */
export const readRate = (): number => readStored<number>(RATE) ?? 1
export const nextRate = (rate: number): number => {
  const next = RATES[(RATES.indexOf(rate as (typeof RATES)[number]) + 1) % RATES.length] ?? 1
  writeStored(RATE, next)
  return next
}

/** Makes a sound known while it is on the screen. */
export function addPlayer(messageId: string, player: Player): () => void {
  players.set(messageId, player)
  return () => {
    if (players.get(messageId) === player) players.delete(messageId)
  }
}

/** One sound at a time: the one before falls silent. */
export function begins(messageId: string): void {
  if (sounding && sounding !== messageId) players.get(sounding)?.pause()
  sounding = messageId
}

/** The voice that follows directly from the same side, which plays by itself. */
export function followingVoice(messages: readonly Message[], ended: Message): Message | undefined {
  const next = messages[messages.findIndex(message => message.id === ended.id) + 1]
  const continues =
    next?.type === 'audio' && next.direction === ended.direction && next.media?.state === 'ready'
  return continues ? next : undefined
}

/** A voice came to its end. */
export function ends(message: Message): void {
  sounding = ''
  const next = followingVoice(messagesBeside(queryClient, message), message)
  if (next) players.get(next.id)?.play()
}
