import { useMySetting } from '@/app/my-setting'
import { listAt } from '@/lib/json'

/** What a person likes and used last. */
export interface Memory {
  favourites: readonly string[]
  /** Newest first. */
  used: readonly string[]
}

const USED_MAX = 20
const FAVOURITES_MAX = 200
const ids = (stored: unknown, name: string): string[] =>
  listAt(stored, name).filter((id): id is string => typeof id === 'string')
const read = (stored: unknown): Memory => ({
  favourites: ids(stored, 'favourites'),
  used: ids(stored, 'used'),
})

/** The person's memory of templates, and the ways to change it. */
export function useMemory() {
  const [memory, set] = useMySetting('templates', read)
  return {
    memory,
    /** A template was sent. */
    noteUsed: (id: string) =>
      set({ ...memory, used: [id, ...memory.used.filter(other => other !== id)].slice(0, USED_MAX) }),
    /** Makes a template a favourite, or not one any more. */
    toggleFavourite: (id: string) => {
      const { favourites } = memory
      const next = favourites.includes(id) ? favourites.filter(other => other !== id) : [...favourites, id]
      set({ ...memory, favourites: next.slice(-FAVOURITES_MAX) })
    },
  }
}
