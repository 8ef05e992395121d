import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { keyName } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { showKey } from '@/lib/shortcuts'

const ALONE = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph'])
/** Tab leaves the field, Escape gives up, Enter confirms nothing here. */
const NOT_TAKEN = new Set(['tab', 'shift+tab', 'escape', 'enter', 'backspace', 'delete', ' '])
const SECOND_KEY_MS = 1_200

/** A shortcut's key: pressed once to hear the new one, which may be two keys one after another. */
export function KeyField({
  label,
  value,
  describedBy,
  onChange,
}: {
  label: string
  value: string
  describedBy?: string | undefined
  onChange: (key: string) => void
}) {
  const { t } = useT()
  const [heard, setHeard] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const listening = heard !== null
  const stop = () => {
    clearTimeout(timer.current)
    setHeard(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!listening || ALONE.has(event.key)) return
    const name = keyName(event.nativeEvent)
    if (name === 'tab' || name === 'shift+tab') return stop()
    event.preventDefault()
    event.stopPropagation()
    if (NOT_TAKEN.has(name)) return stop()
    const next = heard ? `${heard} ${name}` : name
    clearTimeout(timer.current)
    const take = () => {
      stop()
      onChange(next)
    }
    if (heard) return take()
    setHeard(next)
    timer.current = setTimeout(take, SECOND_KEY_MS)
  }
  return (
    <button
      type="button"
      aria-label={t('settings.key_of', { name: label, key: showKey(value) })}
      aria-describedby={describedBy}
      aria-pressed={listening}
      onClick={() => setHeard('')}
      onKeyDown={onKeyDown}
      onBlur={stop}
      className="inset-focus min-h-8 min-w-24 rounded-control border border-line-strong bg-surface px-3 text-small aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-on-soft max-md:min-h-11"
    >
      {listening ? (heard ? `${showKey(heard)} …` : t('settings.press_key')) : showKey(value)}
    </button>
  )
}
