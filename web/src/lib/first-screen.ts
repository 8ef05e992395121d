/** Past this the first screen is not waited for: its answer is slow, or it has none. */
const PATIENCE_MS = 10_000
const PAINTED_MS = 200

let show: () => void = () => {}
const shown = new Promise<void>(resolve => {
  show = resolve
  setTimeout(resolve, PATIENCE_MS)
})

/** Says that the screen has what it was opened for: it is painted first. */
export const markFirstScreen = (): void => void setTimeout(show, PAINTED_MS)

/**
 * Fetches a part when the first screen shows what it was opened for: until then every file takes from the line what is
 * waited for.
 */
export const afterFirstScreen = <Part>(load: () => Promise<Part>): Promise<Part> => shown.then(load)
