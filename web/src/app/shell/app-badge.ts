import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

interface Counts {
  unread?: number
}

/** Shows how many conversations are unread on the app's icon, where the system has such badges. */
export function useAppBadge(): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!('setAppBadge' in navigator)) return
    let shown = -1
    const show = (unread: number) => {
      if (unread === shown) return
      shown = unread
      // A browser that does not show it now is no fault of ours.
      void (unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {})
    }
    const leave = client.getQueryCache().subscribe(({ query }) => {
      const [first, second] = query.queryKey
      if (first === 'conversations' && second === 'counts')
        show((query.state.data as Counts | undefined)?.unread ?? 0)
    })
    return () => {
      leave()
      show(0)
    }
  }, [client])
}
