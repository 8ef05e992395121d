import { useSyncExternalStore } from 'react'

/**
 * Business time: the time that windows, campaigns and the thread live by.
 * It is the server's, not this machine's, and in the emulator it can be steered.
 */
export interface BusinessClock {
  nowMs: number
  speed: number
  mode: 'real' | 'paused'
  steered: boolean
}

interface Anchor extends BusinessClock {
  /** This machine's monotonic time at which `nowMs` was true. */
  at: number
}

const machineNow = () => performance.now()
let anchor: Anchor = { nowMs: Date.now(), speed: 1, mode: 'real', steered: false, at: machineNow() }
const listeners = new Set<() => void>()

/** Takes over the server's clock. */
export function setBusinessClock(clock: BusinessClock): void {
  anchor = { ...clock, at: machineNow() }
  for (const listener of listeners) listener()
}

/** The business time now, in epoch milliseconds. */
export function businessNow(): number {
  const rate = anchor.mode === 'paused' ? 0 : anchor.speed
  return anchor.nowMs + (machineNow() - anchor.at) * rate
}

/** Follows the business time that a heartbeat of the server tells, keeping speed and mode. */
export function correctBusinessClock(nowMs: number): void {
  if (Math.abs(nowMs - businessNow()) > 1_500) setBusinessClock({ ...anchor, nowMs })
}

function subscribeTo(stepMs: number) {
  return (listener: () => void) => {
    listeners.add(listener)
    const rate = anchor.mode === 'paused' ? 1 : Math.max(1, anchor.speed)
    const timer = setInterval(listener, Math.max(250, stepMs / rate))
    return () => {
      listeners.delete(listener)
      clearInterval(timer)
    }
  }
}
const everySecond = subscribeTo(1_000)
const everyTenSeconds = subscribeTo(10_000)

/** Business time that re-renders its reader, rounded down to the step. */
export function useBusinessNow(step: 'second' | 'ten_seconds' = 'ten_seconds'): number {
  const stepMs = step === 'second' ? 1_000 : 10_000
  return useSyncExternalStore(
    step === 'second' ? everySecond : everyTenSeconds,
    () => Math.floor(businessNow() / stepMs) * stepMs,
  )
}

/** How the business clock runs now: for the chip that says that time is steered. */
export function useBusinessClock(): BusinessClock {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => anchor,
  )
}
