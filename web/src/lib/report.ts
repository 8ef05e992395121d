let open: ((from: string) => void) | null = null

/** Says how a failure is reported from here; nobody can before one is in a company, or on the emulator's own page. */
export function onReport(action: ((from: string) => void) | null): void {
  open = action
}

/** Leads from the failure on this screen to the report of it, where there is one. */
export const reporter = (): (() => void) | null => {
  const action = open
  return action && (() => action(window.location.pathname))
}
