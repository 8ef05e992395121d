import { useMySetting } from '@/app/my-setting'
import { at } from '@/lib/json'

/** How a person opens the list. */
export interface QuickSetting {
  /** The slash's key opens it on a Russian layout too, where it types a dot; it does unless switched off. */
  dot: boolean
}

const read = (stored: unknown): QuickSetting => ({ dot: at(stored, 'dot') !== false })

export const useQuickSetting = () => useMySetting('quick_replies', read)
