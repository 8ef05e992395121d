import { useSyncExternalStore } from 'react'

/** Follows a media query: the layout's three widths are asked by name. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    listener => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}
/** One pane at a time. */
export const usePhoneLayout = () => useMediaQuery('(max-width: 767px)')
/** A thread that has little room beside it or none: on phones, and beside the list on small screens. */
export const useNarrowThread = () => useMediaQuery('(max-width: 1023px)')
/** Room for the details pane beside the thread. */
export const useWideLayout = () => useMediaQuery('(min-width: 1280px)')
