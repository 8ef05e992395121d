import { useCallback, useEffect, useRef, useState } from 'react'
import type { Campaign, View } from '@/api/types'
import { patchCampaign } from '../api'

type Patch = View<'CampaignPatch'>
export type SaveState = 'saved' | 'saving' | 'failed'

const SETTLE_MS = 400

/** A draft that is shown at once and saved after every change; `flush` waits until the server has it. */
export function useDraft(campaign: Campaign) {
  const [draft, setDraft] = useState(campaign)
  const [saved, setSaved] = useState(campaign)
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<unknown>(null)
  const pending = useRef<Patch>({})
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const chain = useRef<Promise<boolean>>(Promise.resolve(true))

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current)
    chain.current = chain.current.then(async before => {
      const patch = pending.current
      if (Object.keys(patch).length === 0) return before
      pending.current = {}
      try {
        setSaved(await patchCampaign(campaign.id, patch))
        setError(null)
        setState(Object.keys(pending.current).length === 0 ? 'saved' : 'saving')
        return true
      } catch (failure) {
        // What was not saved is sent again with the next change.
        pending.current = { ...patch, ...pending.current }
        setError(failure)
        setState('failed')
        return false
      }
    })
    return chain.current
  }, [campaign.id])

  const change = useCallback(
    (patch: Patch) => {
      pending.current = { ...pending.current, ...patch }
      setDraft(known => ({ ...known, ...patch }))
      setState('saving')
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), SETTLE_MS)
    },
    [flush],
  )
  // Leaving the page saves what was typed last.
  useEffect(() => () => void flush(), [flush])
  return { draft, saved, state, error, change, flush }
}

export type DraftHandle = ReturnType<typeof useDraft>
