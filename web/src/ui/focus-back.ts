import { useEffect, useState } from 'react'

/**
 * What lies over the screen gives the focus back to where it was, unless somebody has moved it meanwhile: the dialogs
 * of Radix do that only for a button of their own. It stands in what is drawn only while the dialog is open.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    const back = () => {
      if (document.activeElement !== document.body) return
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
    // The dialog is gone by then.
    return () => void setTimeout(back)
  }, [before])
}
