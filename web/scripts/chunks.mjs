// Which modules travel together: a first visit asks for few files, because HTTP/1.1 has six lines to a host and each
// file is a round trip on a phone.

/** The emulator's own page, which the product's visitors never load. */
const EMULATOR = /sandbox\.html$|\/src\/(features\/)?sandbox\//
/** Small pieces of several screens. */
const PIECES = /\/src\/(ui|lib|api|app)\/|\/features\/[^/]+\/(api|words)\.ts$|\/node_modules\/lucide-react\//

/** Names what a screen needs and others need too; what is the screen's alone stays in a file of its own. */
function sharedBy(screen, name) {
  const needed = new Set()
  const visit = (id, modules) => {
    if (needed.has(id)) return
    needed.add(id)
    for (const next of modules.getModuleInfo(id)?.importedIds ?? []) visit(next, modules)
  }
  return (id, modules) => {
    if (needed.size === 0) visit(screen, modules)
    return id !== screen && needed.has(id) ? name : null
  }
}

/** The groups of `codeSplitting` for an app whose sources stand in `src`. */
export const groupsOf = src => [
  { name: id => (EMULATOR.test(id) ? null : 'index'), tags: ['$initial'], priority: 4 },
  { name: sharedBy(`${src}/features/inbox/inbox-page.tsx`, 'list'), minShareCount: 2, priority: 3 },
  { name: sharedBy(`${src}/features/inbox/thread/thread.tsx`, 'talk'), minShareCount: 2, priority: 2 },
  { name: 'parts', test: PIECES, minShareCount: 6, maxModuleSize: 12_000, priority: 1 },
]
