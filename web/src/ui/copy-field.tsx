import { Copy } from 'lucide-react'
import { Button } from './button'
import { TextField } from './field'

/** A text to take along: it is selected when it is entered, and copied by its button. */
export function CopyField({
  label,
  value,
  copy,
  onCopied,
}: {
  label: string
  value: string
  copy: string
  onCopied: () => void
}) {
  const take = async () => {
    await navigator.clipboard?.writeText(value)
    onCopied()
  }
  return (
    <div className="flex items-end gap-2">
      <TextField
        className="flex-1"
        label={label}
        readOnly
        value={value}
        onFocus={event => event.target.select()}
      />
      <Button icon={<Copy className="size-4" aria-hidden />} onClick={() => void take()}>
        {copy}
      </Button>
    </div>
  )
}
