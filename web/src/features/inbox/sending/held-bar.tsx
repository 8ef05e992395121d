import { useEffect, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { type Held, takeBackHeld, useHeld } from './hold'

/** What waits to go from a conversation, and the way to take it back. */
export function HeldBar({ conversationId }: { conversationId: string }) {
  const own = useHeld().filter(item => item.conversationId === conversationId)
  return own.map(item => <HeldRow key={item.key} item={item} />)
}

function HeldRow({ item }: { item: Held }) {
  const { t } = useT()
  const [left, setLeft] = useState(() => Math.ceil((item.goesAt - performance.now()) / 1_000))
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.ceil((item.goesAt - performance.now()) / 1_000)), 250)
    return () => clearInterval(timer)
  }, [item.goesAt])
  return (
    <div
      role="status"
      className="flex shrink-0 items-center gap-3 border-line border-t bg-info-soft px-3 py-1.5 text-info"
    >
      <p className="min-w-0 flex-1 truncate">
        <span className="font-medium">{t('inbox.hold_goes', { count: Math.max(1, left) })}</span> {item.text}
      </p>
      <Button size="small" onClick={() => takeBackHeld(item.key)}>
        {t('ui.cancel')}
      </Button>
    </div>
  )
}
