import { ChevronDown } from 'lucide-react'
import {
  forwardRef,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'
import { cx } from '@/lib/cx'

interface FieldProps {
  label: string
  /** The label is spoken but not drawn. */
  hideLabel?: boolean
  hint?: ReactNode
  error?: string | null | undefined
  required?: boolean
  className?: string
  children: (control: {
    id: string
    'aria-describedby'?: string
    'aria-invalid'?: true
    required?: boolean
  }) => ReactNode
}

/** A labelled control: its hint and its error are tied to it for those who listen. */
export function Field({ label, hideLabel, hint, error, required, className, children }: FieldProps) {
  const id = useId()
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'font-medium'}>
        {label}
      </label>
      {children({
        id,
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(required ? { required } : {}),
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-ink-3 text-small">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-danger text-small" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

const BOX =
  'w-full min-w-0 rounded-control border border-line-strong bg-surface px-3 text-ink aria-invalid:border-danger disabled:bg-surface-2 disabled:text-ink-3 max-md:text-lead'

export const Input = forwardRef<HTMLInputElement, InputHTMLAttributes<HTMLInputElement>>(function Input(
  { className, ...rest },
  ref,
) {
  return <input ref={ref} className={cx(BOX, 'h-9 max-md:h-11', className)} {...rest} />
})

export const Textarea = forwardRef<HTMLTextAreaElement, TextareaHTMLAttributes<HTMLTextAreaElement>>(
  function Textarea({ className, rows = 3, style, ...rest }, ref) {
    return (
      <textarea
        ref={ref}
        className={cx(BOX, 'field-sizing-content py-2', className)}
        // A box that grows with its text looks at no `rows`.
        style={{ minHeight: `calc(${rows}lh + 1rem + 2px)`, ...style }}
        {...rest}
      />
    )
  },
)

export const Select = forwardRef<HTMLSelectElement, SelectHTMLAttributes<HTMLSelectElement>>(function Select(
  { className, children, ...rest },
  ref,
) {
  return (
    <span className="relative flex min-w-0">
      <select ref={ref} className={cx(BOX, 'h-9 appearance-none pr-8 max-md:h-11', className)} {...rest}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-ink-3"
      />
    </span>
  )
})

type Plain<T> = Omit<T, 'children'> & {
  label: string
  hideLabel?: boolean
  hint?: ReactNode
  error?: string | null
  className?: string
}

/** A one-line field with its label. */
export const TextField = forwardRef<HTMLInputElement, Plain<InputHTMLAttributes<HTMLInputElement>>>(
  function TextField({ label, hideLabel, hint, error, required, className, ...rest }, ref) {
    return (
      <Field
        {...{ label, hint, error }}
        hideLabel={hideLabel ?? false}
        required={required ?? false}
        className={className ?? ''}
      >
        {control => <Input ref={ref} {...control} {...rest} />}
      </Field>
    )
  },
)

/** A field of several lines with its label. */
export const TextareaField = forwardRef<
  HTMLTextAreaElement,
  Plain<TextareaHTMLAttributes<HTMLTextAreaElement>>
>(function TextareaField({ label, hideLabel, hint, error, required, className, ...rest }, ref) {
  return (
    <Field
      {...{ label, hint, error }}
      hideLabel={hideLabel ?? false}
      required={required ?? false}
      className={className ?? ''}
    >
      {control => <Textarea ref={ref} {...control} {...rest} />}
    </Field>
  )
})

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

/** A choice with its label; the browser's own list, which every assistive technology knows. */
export function SelectField({
  label,
  hideLabel = false,
  hint,
  error,
  options,
  required = false,
  className = '',
  ...rest
}: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'children'> & {
  label: string
  hideLabel?: boolean
  hint?: ReactNode
  error?: string | null
  options: readonly SelectOption[]
}) {
  return (
    <Field {...{ label, hideLabel, hint, error, required, className }}>
      {control => (
        <Select {...control} {...rest}>
          {options.map(option => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
