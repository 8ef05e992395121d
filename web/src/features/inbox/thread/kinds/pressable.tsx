import { Check, ExternalLink, Headset, MapPin, MousePointerClick, Reply } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'

/** A pressed button or a chosen row: what the customer answered with one touch. */
export function Answer({ children }: { children: ReactNode }) {
  const { t } = useT()
  return (
    <div className="flex items-start gap-1.5">
      <MousePointerClick
        className="mt-0.5 size-4 shrink-0 text-bubble-meta"
        role="img"
        aria-label={t('inbox.pressed')}
      />
      <div className="min-w-0">{children}</div>
    </div>
  )
}

export interface Pressable {
  title: string
  description?: string
  kind?: 'reply' | 'link' | 'place' | 'call'
  /** The customer chose it. */
  isChosen?: boolean
}

const ICONS = { reply: Reply, link: ExternalLink, place: MapPin, call: Headset }

/** Buttons under a message, as the customer sees them; the one that was chosen is marked. */
export function Buttons({ buttons }: { buttons: readonly Pressable[] }) {
  const { t } = useT()
  const shown = buttons.filter(button => button.title)
  if (shown.length === 0) return null
  return (
    <ul className="mt-1.5 flex flex-col gap-1">
      {shown.map(({ title, description, kind, isChosen }, index) => {
        const Icon = ICONS[kind ?? 'reply']
        return (
          <li
            key={index}
            className={cx(
              'rounded-control border px-2 py-1 text-center text-on-soft',
              isChosen ? 'border-accent bg-accent-soft font-medium' : 'border-line',
            )}
          >
            <span className="flex items-center justify-center gap-1.5">
              {isChosen ? (
                <Check className="size-4 shrink-0" role="img" aria-label={t('inbox.chosen')} />
              ) : (
                <Icon className="size-3.5 shrink-0" aria-hidden />
              )}
              <span className="min-w-0 [overflow-wrap:anywhere]">{title}</span>
            </span>
            {description && <span className="block text-ink-2 text-small">{description}</span>}
          </li>
        )
      })}
    </ul>
  )
}
