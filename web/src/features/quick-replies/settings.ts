import { readStored, writeStored } from '@/lib/storage'

const DOT = 'galka:quick-dot'

/** Whether the slash's key opens the list on a Russian layout, where it types a dot; it does unless switched off. */
export const dotOpens = (): boolean => readStored<boolean>(DOT) ?? true

export const setDotOpens = (on: boolean): void => writeStored(DOT, on)
