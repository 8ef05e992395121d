import type { NavEntry } from '../feature'
import { navigation } from '../features'
import { useCan, useWorkspace } from '../session'

/** The entries that this person sees in this company. */
export function useNavEntries(): readonly NavEntry[] {
  const can = useCan()
  const workspace = useWorkspace()
  return navigation.filter(entry => can(entry.permission) && (!entry.sandboxOnly || workspace?.has_sandbox))
}
