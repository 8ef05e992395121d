import type { LucideIcon } from 'lucide-react'

/** How a link looks that is a tile. */
export const TILE =
  'flex min-h-20 flex-1 gap-3 rounded-card border border-line bg-surface p-4 hover:bg-surface-2'

/** What stands in a tile: where it leads, and why one would go there. */
export function TileBody({ icon: Icon, label, why }: { icon: LucideIcon; label: string; why: string }) {
  return (
    <>
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-on-soft"
      >
        <Icon className="size-5" />
      </span>
      <span className="min-w-0">
        <span className="block font-semibold">{label}</span>
        <span className="block text-ink-2 text-small">{why}</span>
      </span>
    </>
  )
}
