import { useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import type { Conversation, NewMessage, Template } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { WsLink } from '@/lib/routing'
import { Badge } from '@/ui/badge'
import { Bubble } from '@/ui/bubble'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { fillVariables, TemplateBody } from '@/ui/template-bubble'
import { approvedTemplatesQuery, contactQuery } from '../api'
import { useReasonWords } from '../words'
import { slotsOf, templateMessage, valuesOf } from './template-message'

interface PickerProps {
  conversation: Conversation
  connectionId: string | undefined
  onClose: () => void
  onSend: (body: NewMessage, text: string) => void
}

/** Chooses an approved template, fills its values, shows what will arrive and what it costs. */
export function TemplatePicker({ conversation, connectionId, onClose, onSend }: PickerProps) {
  const { t } = useT()
  const [chosen, setChosen] = useState<Template | null>(null)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={chosen ? t('inbox.template_named', { name: chosen.name }) : t('inbox.pick_template')}
      className="w-[min(44rem,calc(100vw-1.5rem))]"
    >
      {chosen ? (
        <FillTemplate
          template={chosen}
          conversation={conversation}
          onBack={() => setChosen(null)}
          onSend={(body, text) => {
            onSend(body, text)
            onClose()
          }}
        />
      ) : (
        <ChooseTemplate conversation={conversation} connectionId={connectionId} onChoose={setChosen} />
      )}
    </Dialog>
  )
}

interface ChooseProps {
  conversation: Conversation
  connectionId: string | undefined
  onChoose: (template: Template) => void
}

function ChooseTemplate({ conversation, connectionId, onChoose }: ChooseProps) {
  const { t, locale, find } = useT()
  const can = useCan()
  const [words, setWords] = useState('')
  const templates = useQuery(approvedTemplatesQuery)
  const contact = useQuery(contactQuery(conversation.contact.id)).data
  if (templates.isPending) return <SkeletonRows rows={4} />
  if (templates.error) return <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
  const own = templates.data.filter(({ connection_id }) => !connectionId || connection_id === connectionId)
  if (own.length === 0)
    return (
      <EmptyState icon={<FileText />} title={t('inbox.no_templates')}>
        {can('templates.manage') && (
          <WsLink to="/templates" className="text-on-soft underline">
            {t('inbox.to_templates')}
          </WsLink>
        )}
      </EmptyState>
    )
  const language = contact?.locale?.slice(0, 2) ?? locale
  const speaks = (template: Template) => (template.language.startsWith(language) ? 0 : 1)
  const found = own
    .filter(({ name, content }) =>
      `${name} ${content.body}`.toLowerCase().includes(words.trim().toLowerCase()),
    )
    .sort((a, b) => speaks(a) - speaks(b) || a.name.localeCompare(b.name))
  return (
    <div className="flex flex-col gap-3">
      <TextField
        label={t('inbox.search_templates')}
        type="search"
        value={words}
        onChange={event => setWords(event.target.value)}
        autoFocus
      />
      {found.length === 0 && <p className="py-6 text-center text-ink-2">{t('ui.filter_empty')}</p>}
      <ul className="flex flex-col gap-2">
        {found.map(template => (
          <li key={template.id}>
            <button
              type="button"
              onClick={() => onChoose(template)}
              className="w-full rounded-card border border-line p-3 text-left hover:bg-surface-2"
            >
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{template.name}</span>
                <Badge>{template.language}</Badge>
                <Badge tone="info">{find(`inbox.category_${template.category}`) ?? template.category}</Badge>
                {template.unit_price && (
                  <span className="ml-auto text-ink-2 text-small">
                    {formatMoney(locale, template.unit_price)}
                  </span>
                )}
              </span>
              <span className="mt-1 line-clamp-2 block text-ink-2 text-small">{template.content.body}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface FillProps {
  template: Template
  conversation: Conversation
  onBack: () => void
  onSend: (body: NewMessage, text: string) => void
}

function FillTemplate({ template, conversation, onBack, onSend }: FillProps) {
  const { t, locale } = useT()
  const list = useId()
  const words = useReasonWords()
  const slots = slotsOf(template)
  const [values, setValues] = useState<Record<string, string>>({})
  const contact = useQuery(contactQuery(conversation.contact.id)).data
  const missing = slots.filter(slot => !values[slot.id]?.trim())
  const body = templateMessage(template, values)
  const decision = useQuery({
    queryKey: ['decisions', conversation.id, body],
    queryFn: async () =>
      dataOf(
        await api.POST('/api/v1/decisions', {
          params: { header: idempotent() },
          body: { ...body, from: conversation.number_id, contact_id: conversation.contact.id },
        }),
      ),
    enabled: missing.length === 0,
    staleTime: 10_000,
  }).data
  const refusal = decision?.decision === 'refuse' ? words(decision.reason) : null
  const price = decision?.price ?? template.unit_price
  const known = contact
    ? [contact.name, contact.name.split(' ')[0], ...Object.values(contact.fields ?? {})]
    : []
  const filled = valuesOf(slots, values)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (missing.length === 0 && !refusal) onSend(body, fillVariables(template.content.body, filled))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 md:flex-row">
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        {slots.length === 0 && <p className="text-ink-2">{t('inbox.no_variables')}</p>}
        {slots.map((slot, index) => (
          <TextField
            key={slot.id}
            label={t('inbox.variable', { name: slot.variable })}
            hint={
              template.content.samples && slot.part === 'body'
                ? t('inbox.sample', {
                    text: String((template.content.samples as Record<string, unknown>)[slot.variable] ?? '—'),
                  })
                : undefined
            }
            required
            autoFocus={index === 0}
            list={list}
            value={values[slot.id] ?? ''}
            onChange={event => setValues(all => ({ ...all, [slot.id]: event.target.value }))}
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
          <Button kind="primary" type="submit" disabled={missing.length > 0 || refusal !== null}>
            {price ? t('inbox.send_for', { price: formatMoney(locale, price) }) : t('inbox.send')}
          </Button>
        </div>
      </div>
      <div role="group" aria-label={t('ui.phone_preview')} className="rounded-card bg-thread p-3 md:w-72">
        <Bubble side="out" className="max-w-full">
          <TemplateBody content={template.content} values={filled} />
        </Bubble>
      </div>
    </form>
  )
}
