import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Tag } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '@/app/session'
import { labelsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { Chip, labelColor } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Popover } from '@/ui/popover'
import { sayError } from '@/ui/toast'
import { Checkbox } from '@/ui/toggle'
import { createLabel } from './api'

/** Labels as chips, and the way to add, remove and make them. */
export function LabelPicker({
  value,
  onChange,
  disabled = false,
  heading,
}: {
  value: readonly string[]
  onChange: (value: string[]) => void
  disabled?: boolean
  heading?: string
}) {
  const { t } = useT()
  const all = useQuery(labelsQuery).data ?? []
  const chosen = value.flatMap(id => all.find(label => label.id === id) ?? [])
  const title = heading ?? t('contacts.labels')
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...value, id] : value.filter(known => known !== id))
  return (
    <div role="group" aria-label={title} className="flex flex-col gap-1">
      <span className="font-medium" aria-hidden>
        {title}
      </span>
      <div className="flex flex-wrap items-center gap-1.5">
        {chosen.map(label => (
          <Chip
            key={label.id}
            name={label.name}
            color={label.color}
            {...(!disabled && {
              onRemove: () => toggle(label.id, false),
              removeLabel: t('contacts.remove_label', { name: label.name }),
            })}
          />
        ))}
        {!disabled && (
          <Popover
            label={title}
            align="start"
            className="flex w-64 flex-col gap-2"
            trigger={
              <Button size="small" kind="quiet" icon={<Tag className="size-4" aria-hidden />}>
                {t('contacts.choose_labels')}
              </Button>
            }
          >
            <div className="flex max-h-56 flex-col gap-2 overflow-y-auto p-1">
              {all.map(label => (
                <Checkbox
                  key={label.id}
                  checked={value.includes(label.id)}
                  onChange={on => toggle(label.id, on)}
                  label={
                    <span className="inline-flex items-center gap-1.5">
                      <i
                        aria-hidden
                        className="size-2 rounded-full"
                        style={{ background: labelColor(label.color) }}
                      />
                      {label.name}
                    </span>
                  }
                />
              ))}
              {all.length === 0 && <p className="text-ink-3 text-small">{t('contacts.no_labels')}</p>}
            </div>
            <NewLabel onMade={id => toggle(id, true)} />
          </Popover>
        )}
      </div>
    </div>
  )
}

function NewLabel({ onMade }: { onMade: (id: string) => void }) {
  const { t } = useT()
  const can = useCan()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => createLabel(name.trim()),
    onSuccess: label => {
      setName('')
      onMade(label.id)
    },
    onError: sayError,
  })
  if (!can('contacts.manage')) return null
  const ready = name.trim() !== ''
  return (
    <div className="flex gap-1 border-line border-t pt-2">
      <Input
        aria-label={t('contacts.new_label')}
        placeholder={t('contacts.new_label')}
        value={name}
        onChange={event => setName(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter' || !ready) return
          event.preventDefault()
          make.mutate()
        }}
      />
      <Button
        aria-label={t('contacts.create_label')}
        disabled={!ready}
        busy={make.isPending}
        onClick={() => make.mutate()}
      >
        <Plus className="size-4" aria-hidden />
      </Button>
    </div>
  )
}
