import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import type { Template, View } from '@/api/types'
import { translate, useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { Button } from '@/ui/button'
import { BackLink } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { PhonePreview } from '@/ui/phone-preview'
import { say } from '@/ui/toast'
import { saveTemplate, submitTemplate } from '../api'
import { type Content, trimmed } from '../model'
import { BodyPart } from './body-part'
import { ButtonsPart } from './buttons-part'
import { Checks, useTemplateCheck } from './checks'
import { FooterPart } from './footer-part'
import { HeaderPart } from './header-part'
import { NamePart } from './name-part'
import { SamplesPart } from './samples-part'

export interface Draft {
  connection_id?: string
  name: string
  language: string
  category: View<'TemplateCategory'>
  content: Content
}

const toApi = (draft: Draft): View<'NewTemplate'> => ({
  ...draft,
  name: draft.name.replace(/_+$/, ''),
  content: trimmed(draft.content),
})

/** A template being written: the form, what a reviewer would say, and the phone beside it. */
export function TemplateEditor({ template, start }: { template: Template | null; start: Draft }) {
  const { t } = useT()
  const go = useGo()
  const [draft, setDraft] = useState(start)
  const body = toApi(draft)
  const key = useStableKey(body)
  const check = useTemplateCheck(body)
  const setContent = (content: Partial<Content>) =>
    setDraft(known => ({ ...known, content: { ...known.content, ...content } }))
  const save = useMutation({
    mutationFn: () => saveTemplate(template?.id ?? null, body, key),
    onSuccess: saved => {
      say(t('templates.saved'))
      if (!template) go(`/templates/${saved.id}/edit`, { replace: true })
    },
  })
  const submit = useMutation({
    mutationFn: async () => submitTemplate((await saveTemplate(template?.id ?? null, body, key)).id),
    onSuccess: sent => {
      say(t('templates.submitted'))
      go(`/templates/${sent.id}`, { replace: true })
    },
  })
  const errors = check.data?.problems.filter(problem => problem.severity === 'error').length ?? 0
  const incomplete = !body.name || !body.content.body.trim()
  const whyNotSubmit = incomplete ? t('templates.incomplete') : errors > 0 ? t('templates.has_errors') : null
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit.mutate()
  }
  const failure = submit.error ?? save.error
  return (
    <Page
      title={t(template ? 'templates.editing' : 'templates.new')}
      back={
        <BackLink
          to={template ? `/templates/${template.id}` : '/templates'}
          label={t(template ? 'templates.to_template' : 'templates.to_list')}
        />
      }
    >
      <form onSubmit={onSubmit} className="mx-auto flex max-w-6xl flex-col gap-6 lg:flex-row">
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <NamePart
            draft={draft}
            onChange={setDraft}
            isNew={template === null}
            price={template?.unit_price}
          />
          <HeaderPart content={draft.content} onChange={setContent} />
          <BodyPart content={draft.content} onChange={setContent} />
          <SamplesPart content={draft.content} onChange={setContent} />
          <FooterPart content={draft.content} onChange={setContent} />
          <ButtonsPart content={draft.content} onChange={setContent} />
          {failure && (
            <p role="alert" className="text-danger">
              {errorWords(failure, translate())}
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button
              busy={save.isPending}
              whyDisabled={body.name ? null : t('templates.name_needed')}
              onClick={() => save.mutate()}
            >
              {t('templates.save_draft')}
            </Button>
            <Button kind="primary" type="submit" busy={submit.isPending} whyDisabled={whyNotSubmit}>
              {t('templates.submit')}
            </Button>
          </div>
        </div>
        <div className="flex w-full flex-col gap-4 lg:sticky lg:top-0 lg:w-80 lg:self-start">
          <PhonePreview content={draft.content} values={draft.content.samples} />
          <Checks check={check} />
        </div>
      </form>
    </Page>
  )
}
