import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { toApiError } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import type { MediaView } from '@/api/types'
import { useCan, useMe } from '@/app/session'
import { LabelPicker } from '@/features/contacts/label-picker'
import { languageName } from '@/features/templates/words'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/dialog'
import { SelectField, TextareaField, TextField } from '@/ui/field'
import { say } from '@/ui/toast'
import { Checkbox, RadioGroup } from '@/ui/toggle'
import { type QuickReply, saveQuickReply } from '../api'
import { FilesField } from './files-field'
import { ReplyPreview } from './reply-preview'
import { useFieldWords } from './words'

const VARIABLES = ['first_name', 'order', 'company', 'agent'] as const
const LANGUAGES = ['ru', 'en']

/** What a new reply begins with, when it comes from a message. */
export interface ReplySeed {
  text: string
  media: readonly MediaView[]
}

/** Writes a quick reply, with the bubble it makes beside it. */
export function ReplyEditor({
  reply,
  seed,
  onClose,
}: {
  reply: QuickReply | undefined
  seed?: ReplySeed
  onClose: () => void
}) {
  const { t, locale } = useT()
  const can = useCan()
  const me = useMe()
  const form = useId()
  const words = useFieldWords()
  const shares = can('quick_replies.manage')
  const readOnly = reply !== undefined && reply.scope === 'shared' && !shares
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [title, setTitle] = useState(reply?.title ?? '')
  const [text, setText] = useState(reply?.text ?? seed?.text ?? '')
  const [keywords, setKeywords] = useState(reply?.keywords.join(', ') ?? '')
  const [language, setLanguage] = useState(reply?.language ?? '')
  const [scope, setScope] = useState(reply?.scope ?? (shares ? 'shared' : 'personal'))
  const [media, setMedia] = useState<readonly MediaView[]>(reply?.media ?? seed?.media ?? [])
  const [labels, setLabels] = useState<readonly string[]>(reply?.label_ids ?? [])
  const [closes, setCloses] = useState(reply?.closes ?? false)
  const body = {
    shortcut,
    title,
    text,
    keywords: keywords.split(/[,;]/u).flatMap(word => word.trim() || []),
    language,
    scope,
    media_ids: media.map(({ id }) => id),
    label_ids: [...labels],
    closes,
  }
  const key = useStableKey(body)
  const save = useMutation({
    mutationFn: () => saveQuickReply(body, key, reply?.id),
    onSuccess: saved => {
      say(t('quick.saved', { shortcut: saved.shortcut }))
      onClose()
    },
  })
  const wrong = save.error ? toApiError(save.error).fields : {}
  const wordsOf = (field: string) => (wrong[field] ? words(field, wrong[field]) : null)
  const general = save.error && Object.keys(wrong).length === 0 ? words('', toApiError(save.error)) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Drawer
      open
      onOpenChange={open => !open && onClose()}
      title={reply ? t('quick.edit_title') : t('quick.new')}
      className="w-[min(34rem,100vw)]"
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {!readOnly && (
            <Button kind="primary" type="submit" form={form} busy={save.isPending}>
              {t('ui.save')}
            </Button>
          )}
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {readOnly && <p className="rounded-card bg-info-soft p-3 text-info">{t('quick.read_only')}</p>}
        {general && (
          <p role="alert" className="rounded-card bg-danger-soft p-3 text-danger">
            {general}
          </p>
        )}
        <fieldset disabled={readOnly} className="flex min-w-0 flex-col gap-4">
          <TextField
            label={t('quick.shortcut')}
            hint={t('quick.shortcut_hint', { shortcut: shortcut.replace(/^\/+/u, '') || t('quick.example') })}
            error={wordsOf('shortcut')}
            required
            autoFocus
            value={shortcut}
            onChange={event => setShortcut(event.target.value)}
          />
          <TextareaField
            label={t('quick.text')}
            error={wordsOf('text')}
            rows={4}
            value={text}
            onChange={event => setText(event.target.value)}
            hint={t('quick.variables_hint')}
          />
          <div role="group" aria-label={t('quick.variables')} className="-mt-2 flex flex-wrap gap-1.5">
            {VARIABLES.map(name => (
              <Button
                key={name}
                size="small"
                onClick={() => setText(before => `${before}{{${t(`quick.variable_${name}`)}}}`)}
              >
                {`{{${t(`quick.variable_${name}`)}}}`}
              </Button>
            ))}
          </div>
          <ReplyPreview text={text} media={media} agent={me.user?.name ?? ''} />
          <FilesField value={media} onChange={setMedia} error={wordsOf('media_ids')} />
          <TextField
            label={t('quick.title_field')}
            hint={t('quick.title_hint')}
            error={wordsOf('title')}
            value={title}
            onChange={event => setTitle(event.target.value)}
          />
          <TextField
            label={t('quick.keywords')}
            hint={t('quick.keywords_hint')}
            error={wordsOf('keywords')}
            value={keywords}
            onChange={event => setKeywords(event.target.value)}
          />
          <SelectField
            label={t('quick.language')}
            value={language}
            onChange={event => setLanguage(event.target.value)}
            options={[
              { value: '', label: t('quick.any_language') },
              ...[...new Set([...LANGUAGES, ...(reply?.language ? [reply.language] : [])])].map(code => ({
                value: code,
                label: languageName(locale, code),
              })),
            ]}
          />
          <RadioGroup
            label={t('quick.scope')}
            value={scope}
            onChange={setScope}
            options={[
              { value: 'shared', label: t('quick.shared'), hint: t('quick.shared_hint'), disabled: !shares },
              {
                value: 'personal',
                label: t('quick.personal'),
                hint: t('quick.personal_hint'),
                disabled: !me.user,
              },
            ]}
          />
          <LabelPicker value={labels} onChange={setLabels} heading={t('quick.labels')} disabled={readOnly} />
          <Checkbox label={t('quick.closes')} checked={closes} onChange={setCloses} />
        </fieldset>
      </form>
    </Drawer>
  )
}
