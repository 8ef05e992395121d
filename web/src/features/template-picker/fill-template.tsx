import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import type { Conversation, MediaView, NewMessage, Template } from '@/api/types'
import { useMe, useWorkspace } from '@/app/session'
import { contactQuery, fieldsQuery } from '@/features/inbox/api'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { useSettled } from '@/lib/settled'
import { Bubble } from '@/ui/bubble'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { fillVariables, TemplateBody } from '@/ui/template-bubble'
import { HeaderFile } from './header-file'
import { suggestionFor } from './sources'
import { slotsOf, templateMessage, valuesOf } from './template-message'

interface FillProps {
  template: Template
  conversation: Conversation
  onBack: () => void
  onSend: (body: NewMessage, text: string) => void
}

const FILES = ['image', 'video', 'document']

/** The values of a template, filled from what is known of the customer, beside the bubble that they make. */
export function FillTemplate({ template, conversation, onBack, onSend }: FillProps) {
  const { t, locale, find } = useT()
  const list = useId()
  const words = useReasonWords()
  const slots = slotsOf(template)
  const { header, body: text } = template.content
  /** What a person typed; until then the suggestion stands. */
  const [typed, setTyped] = useState<Record<string, string>>({})
  const [file, setFile] = useState<MediaView | null>(null)
  const contact = useQuery(contactQuery(conversation.contact.id)).data
  const fields = useQuery(fieldsQuery).data ?? []
  const facts = { contact, fields, company: useWorkspace()?.name ?? '', agent: useMe().user?.name ?? '' }
  const partOf = (part: string) => (part === 'header' ? (header?.text ?? '') : text)
  const suggestions = Object.fromEntries(
    slots.map(({ id, part, variable }) => [id, suggestionFor(partOf(part), variable, facts)]),
  )
  const values = Object.fromEntries(slots.map(({ id }) => [id, typed[id] ?? suggestions[id]?.value ?? '']))
  const missing = slots.filter(slot => !values[slot.id]?.trim())
  const wantsFile = header && FILES.includes(header.format)
  const noFile = wantsFile && !header.media_id && !file
  const body = templateMessage(template, values, file?.id)
  const ready = missing.length === 0 && !noFile
  // A decision is written down, so it is asked for when the typing rests.
  const written = JSON.stringify(body)
  const settled = useSettled(written)
  const decision = useQuery({
    queryKey: ['decisions', conversation.id, settled],
    queryFn: async () =>
      dataOf(
        await api.POST('/api/v1/decisions', {
          params: { header: idempotent() },
          body: { ...body, from: conversation.number_id, contact_id: conversation.contact.id },
        }),
      ),
    enabled: ready && settled === written,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  }).data
  const refusal = ready && decision?.decision === 'refuse' ? words(decision.reason) : null
  const price = decision?.price ?? template.unit_price
  const known = contact ? [contact.name, contact.name.split(' ')[0], ...Object.values(contact.fields)] : []
  const filled = valuesOf(slots, values, 'body')
  const sourceOf = (id: string) => {
    const found = suggestions[id]
    if (!found || typed[id] !== undefined) return null
    const name = found.source.startsWith(':')
      ? found.source.slice(1)
      : (find(`picker.source_${found.source}`) ?? found.source)
    return t('picker.from', { name })
  }
  const sampleOf = (variable: string) => {
    const sample = (template.content.samples as Record<string, unknown> | null)?.[variable]
    return sample ? t('inbox.sample', { text: String(sample) }) : null
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !refusal) onSend(body, fillVariables(text, filled))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 md:flex-row">
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        {wantsFile && (
          <HeaderFile
            format={header.format as 'image' | 'video' | 'document'}
            hasOwn={Boolean(header.media_id)}
            file={file}
            onFile={setFile}
          />
        )}
        {slots.length === 0 && <p className="text-ink-2">{t('inbox.no_variables')}</p>}
        {slots.map(slot => (
          <TextField
            key={slot.id}
            label={t('inbox.variable', { name: slot.variable })}
            hint={sourceOf(slot.id) ?? (slot.part === 'body' ? sampleOf(slot.variable) : null)}
            required
            autoFocus={slot === (missing[0] ?? slots[0])}
            list={list}
            value={values[slot.id] ?? ''}
            onChange={event => setTyped(all => ({ ...all, [slot.id]: event.target.value }))}
          />
        ))}
        <datalist id={list}>
          {[...new Set(known.map(value => String(value ?? '')).filter(Boolean))].map(value => (
            <option key={value} value={value} />
          ))}
        </datalist>
        {refusal && (
          <div role="alert" className="rounded-card bg-danger-soft p-3 text-danger">
            <p className="font-medium">{refusal.title}</p>
            <p>{refusal.cause}</p>
            <p>{refusal.action}</p>
          </div>
        )}
        <div className="mt-auto flex flex-wrap gap-2">
          <Button onClick={onBack}>{t('ui.back')}</Button>
          <Button
            kind="primary"
            type="submit"
            autoFocus={slots.length === 0}
            disabled={!ready || refusal !== null}
          >
            {price ? t('inbox.send_for', { price: formatMoney(locale, price) }) : t('inbox.send')}
          </Button>
        </div>
      </div>
      <div role="group" aria-label={t('ui.phone_preview')} className="rounded-card bg-thread p-3 md:w-72">
        <Bubble side="out" className="max-w-full">
          {file && <p className="mb-1 truncate text-ink-2 text-small">{file.file_name}</p>}
          <TemplateBody
            content={template.content}
            values={filled}
            headerValues={valuesOf(slots, values, 'header')}
          />
        </Bubble>
      </div>
    </form>
  )
}
