import { type ComponentProps, useState } from 'react'
import { TextField } from '@/ui/field'

type Look = Pick<
  ComponentProps<typeof TextField>,
  'className' | 'hideLabel' | 'hint' | 'title' | 'placeholder'
>

/** How many conversations a person has at once; empty is no limit. It counts when the field is left. */
export function CapacityField({
  label,
  value,
  onChange,
  disabled = false,
  ...look
}: {
  label: string
  value: number | null
  onChange: (capacity: number | null) => void
  disabled?: boolean
} & Look) {
  const [typed, setTyped] = useState(value === null ? '' : String(value))
  const leave = () => {
    const next = typed.trim() === '' ? null : Number(typed)
    if (next !== value && (next === null || Number.isInteger(next))) onChange(next)
  }
  return (
    <TextField
      {...look}
      label={label}
      type="number"
      min={0}
      max={500}
      disabled={disabled}
      value={typed}
      onChange={event => setTyped(event.target.value)}
      onBlur={leave}
      onKeyDown={event => event.key === 'Enter' && leave()}
    />
  )
}
