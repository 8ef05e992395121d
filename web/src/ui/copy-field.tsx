import { Copy } from 'lucide-react'
import { Button } from './button'
import { copy } from './copy'
import { TextField } from './field'

/** A text to take along: it is selected when it is entered, and copied by its button. */
export function CopyField({
  label,
  value,
  action,
  copied,
}: {
  label: string
  value: string
  /** What the button says. */
  action: string
  /** What is said when it is done. */
  copied: string
}) {
  return (
    <div className="flex items-end gap-2">
      <TextField
        className="flex-1"
        label={label}
        readOnly
        value={value}
        onFocus={event => event.target.select()}
      />
      <Button icon={<Copy className="size-4" aria-hidden />} onClick={() => void copy(value, copied)}>
        {action}
      </Button>
    </div>
  )
}
