import { Check, Minus } from 'lucide-react'
import { Checkbox as RadixCheckbox, RadioGroup as RadixRadio, Switch as RadixSwitch } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cx } from '@/lib/cx'

interface ToggleProps {
  label: ReactNode
  hideLabel?: boolean
  hint?: ReactNode
  checked: boolean | 'indeterminate'
  onChange: (checked: boolean) => void
  disabled?: boolean
  className?: string
}

/** A box to tick, with its words beside it. */
export function Checkbox({ label, hideLabel, hint, checked, onChange, disabled, className }: ToggleProps) {
  const id = useId()
  return (
    <div className={cx('flex items-start gap-2', className)}>
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        disabled={disabled ?? false}
        onCheckedChange={value => onChange(value === true)}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-px grid size-5 shrink-0 place-items-center rounded border border-line-strong bg-surface text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent disabled:opacity-55"
      >
        <RadixCheckbox.Indicator>
          {checked === 'indeterminate' ? <Minus className="size-4" /> : <Check className="size-4" />}
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <div className={hideLabel ? 'sr-only' : 'min-w-0'}>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className="text-ink-3 text-small">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

/** Something that is on or off at once. */
export function Switch({ label, hideLabel, hint, checked, onChange, disabled, className }: ToggleProps) {
  const id = useId()
  return (
    <div className={cx('flex items-center gap-3', className)}>
      <RadixSwitch.Root
        id={id}
        checked={checked === true}
        disabled={disabled ?? false}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-6 w-10 shrink-0 rounded-full border border-line-strong bg-surface-2 transition-colors duration-150 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-55"
      >
        <RadixSwitch.Thumb className="block size-4 translate-x-1 rounded-full bg-ink-2 transition-transform duration-150 data-[state=checked]:translate-x-5 data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
      <div className={hideLabel ? 'sr-only' : 'min-w-0'}>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className="text-ink-3 text-small">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

export interface RadioOption<T extends string> {
  value: T
  label: ReactNode
  hint?: ReactNode
  disabled?: boolean
}

/** One of several, each with its words. */
export function RadioGroup<T extends string>({
  label,
  value,
  onChange,
  options,
  className,
}: {
  label: string
  value: T
  onChange: (value: T) => void
  options: readonly RadioOption<T>[]
  className?: string
}) {
  const id = useId()
  return (
    <RadixRadio.Root
      aria-label={label}
      value={value}
      onValueChange={next => onChange(next as T)}
      className={cx('flex flex-col gap-2', className)}
    >
      {options.map(option => (
        <div key={option.value} className="flex items-start gap-2">
          <RadixRadio.Item
            id={`${id}-${option.value}`}
            value={option.value}
            disabled={option.disabled ?? false}
            className="mt-px grid size-5 shrink-0 place-items-center rounded-full border border-line-strong bg-surface data-[state=checked]:border-accent disabled:opacity-55"
          >
            <RadixRadio.Indicator className="size-2.5 rounded-full bg-accent" />
          </RadixRadio.Item>
          <div>
            <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
            {option.hint && <p className="text-ink-3 text-small">{option.hint}</p>}
          </div>
        </div>
      ))}
    </RadixRadio.Root>
  )
}
