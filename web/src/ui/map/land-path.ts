import land from './land.json'

/** Coastlines of the world (Natural Earth, public domain) as one SVG path: degrees east to the right, north up. */
export const landPath: string = (land as number[][])
  .map(ring => {
    const steps: string[] = []
    // Tenths of a degree, each point told from the one before.
    for (let at = 0; at < ring.length; at += 2) {
      const [x = 0, y = 0] = [ring[at], ring[at + 1]]
      steps.push(`${at === 0 ? 'M' : 'l'}${x / 10} ${-y / 10}`)
    }
    return `${steps.join('')}Z`
  })
  .join('')
