import { Mic } from 'lucide-react'
import { useRef } from 'react'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { useKeyLabel } from '@/lib/shortcuts'
import { IconButton } from '@/ui/button'
import { canRecord } from './recorder'

const HOLD_MS = 400

/** Begins a voice message by a click, or records for as long as it is held. */
export function VoiceButton({ onBegin, onLetGo }: { onBegin: () => void; onLetGo: () => void }) {
  const { t } = useT()
  const keys = useKeyLabel()
  useHotkeys({ v: onBegin }, canRecord())
  const pressedAt = useRef(0)
  if (!canRecord()) return null
  return (
    <IconButton
      label={t('inbox.record_voice')}
      keys={keys('v')}
      onPointerDown={event => {
        pressedAt.current = event.timeStamp
        const letGo = (up: PointerEvent) => up.timeStamp - pressedAt.current > HOLD_MS && onLetGo()
        window.addEventListener('pointerup', letGo, { once: true })
        onBegin()
      }}
      // The keyboard presses without a pointer.
      onClick={event => event.detail === 0 && onBegin()}
    >
      <Mic className="size-5" aria-hidden />
    </IconButton>
  )
}
