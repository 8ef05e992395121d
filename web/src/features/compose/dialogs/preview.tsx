import { Buttons, type Pressable } from '@/features/inbox/thread/kinds/pressable'
import { Bubble } from '@/ui/bubble'
import { WaText } from '@/ui/wa-text'

/** A message with buttons as the customer will see it. */
export function OfferPreview({
  header,
  body,
  footer,
  buttons,
}: {
  header?: string
  body: string
  footer?: string
  buttons: readonly Pressable[]
}) {
  return (
    <Bubble side="in" className="max-w-full">
      {header && <p className="font-semibold">{header}</p>}
      <WaText text={body || ' '} />
      {footer && <p className="text-bubble-meta text-small">{footer}</p>}
      <Buttons buttons={buttons} />
    </Bubble>
  )
}
