import { Check } from 'lucide-react'
import { cx } from '@/lib/cx'

export interface ProgressPart {
  id: string
  label: string
  value: number
  color: string
}

/** How far something is, from 0 to 1. */
export function Progress({ value, label, className }: { value: number; label: string; className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx('h-2 overflow-hidden rounded-full bg-surface-2', className)}
    >
      <div
        className="h-full origin-left bg-accent transition-transform duration-150"
        style={{ transform: `scaleX(${percent / 100})` }}
      />
    </div>
  )
}

/** Several states of one whole side by side; the words beside it carry the meaning. */
export function StackedBar({
  parts,
  label,
  className,
}: {
  parts: readonly ProgressPart[]
  label: string
  className?: string
}) {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  return (
    <div
      role="img"
      aria-label={label}
      className={cx('flex h-3 overflow-hidden rounded-full bg-surface-2', className)}
    >
      {total > 0 &&
        parts
          .filter(part => part.value > 0)
          .map(part => (
            <div
              key={part.id}
              title={part.label}
              style={{ width: `${(part.value / total) * 100}%`, background: part.color }}
            />
          ))}
    </div>
  )
}

export interface Step {
  id: string
  label: string
}

/** The steps of a wizard: those done can be gone back to. */
export function Stepper({
  label,
  steps,
  current,
  onStep,
  reachable,
}: {
  label: string
  steps: readonly Step[]
  current: string
  onStep: (id: string) => void
  /** Which steps may be opened; those before the current one by default. */
  reachable?: (id: string) => boolean
}) {
  const at = steps.findIndex(step => step.id === current)
  return (
    <nav aria-label={label} className="scroll-row">
      <ol className="flex gap-1">
        {steps.map((step, index) => {
          const done = index < at
          const open = reachable ? reachable(step.id) : done
          return (
            <li key={step.id}>
              <button
                type="button"
                aria-current={index === at ? 'step' : undefined}
                disabled={!open && index !== at}
                onClick={() => onStep(step.id)}
                className={cx(
                  'inset-focus flex h-9 items-center gap-1.5 whitespace-nowrap rounded-control px-2.5 text-small max-md:h-11 max-md:px-2',
                  index === at ? 'bg-accent-soft font-semibold text-on-soft' : 'text-ink-2',
                  open && 'hover:bg-surface-2',
                )}
              >
                {done ? (
                  <Check className="size-4 text-accent" aria-hidden />
                ) : (
                  <span aria-hidden>{index + 1}</span>
                )}
                {/* On a phone the steps to come are their numbers. */}
                <span className={cx(index !== at && 'max-md:sr-only')}>{step.label}</span>
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
