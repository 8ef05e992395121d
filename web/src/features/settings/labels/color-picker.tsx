import { Check } from 'lucide-react'
import { RadioGroup } from 'radix-ui'
import { type PlainKey, useT } from '@/lib/i18n'
import { labelColor } from '@/ui/badge'
import { Popover } from '@/ui/popover'
import { Tooltip } from '@/ui/tooltip'

const NAMES: readonly PlainKey[] = [
  'settings.color_teal',
  'settings.color_blue',
  'settings.color_violet',
  'settings.color_pink',
  'settings.color_red',
  'settings.color_amber',
  'settings.color_green',
  'settings.color_grey',
]

/** A label's colour, and the eight to choose from; each has a name. */
export function ColorPicker({
  label,
  value,
  disabled,
  onChange,
}: {
  label: string
  value: number
  disabled: boolean
  onChange: (color: number) => void
}) {
  const { t } = useT()
  const dot = (color: number) => (
    <i aria-hidden className="size-5 rounded-full" style={{ background: labelColor(color) }} />
  )
  const name = t(NAMES[value] ?? 'settings.color_grey')
  if (disabled)
    return (
      <span role="img" aria-label={name} className="grid size-9 shrink-0 place-items-center">
        {dot(value)}
      </span>
    )
  return (
    <Popover
      label={t('settings.color_of', { name: label })}
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t('settings.color_is', { name: label, color: name })}
          className="grid size-9 shrink-0 place-items-center rounded-control hover:bg-surface-2 max-md:size-11"
        >
          {dot(value)}
        </button>
      }
    >
      <RadioGroup.Root
        aria-label={t('settings.color_of', { name: label })}
        value={String(value)}
        onValueChange={color => onChange(Number(color))}
        className="grid grid-cols-4 gap-1"
      >
        {/* The words never lie over the other row of colours. */}
        {NAMES.map((key, color) => (
          <Tooltip key={key} text={t(key)} side={color < NAMES.length / 2 ? 'top' : 'bottom'}>
            <RadioGroup.Item
              value={String(color)}
              aria-label={t(key)}
              className="relative grid size-9 place-items-center rounded-control hover:bg-surface-2 max-md:size-11"
            >
              {dot(color)}
              <RadioGroup.Indicator className="absolute inset-0 grid place-items-center text-surface">
                <Check className="size-4" aria-hidden />
              </RadioGroup.Indicator>
            </RadioGroup.Item>
          </Tooltip>
        ))}
      </RadioGroup.Root>
    </Popover>
  )
}
