import { Command } from 'cmdk'
import { Plus } from 'lucide-react'
import { useCan } from '@/app/session'
import { createLabel } from '@/features/contacts/api'
import { useT } from '@/lib/i18n'
import { sayError } from '@/ui/toast'

/** Makes the label whose name was typed, and puts it on. */
export function NewLabelItem({
  name,
  className,
  onMade,
}: {
  name: string
  className: string
  onMade: (label: { id: string; name: string }) => void
}) {
  const { t } = useT()
  if (!useCan()('contacts.manage')) return null
  const make = () => createLabel(name).then(onMade, sayError)
  return (
    <Command.Item value={name} forceMount onSelect={() => void make()} className={className}>
      <Plus className="size-4" aria-hidden />
      {t('inbox.label_create', { name })}
    </Command.Item>
  )
}
