import { useState } from 'react'
import type { Campaign, Template } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Card } from '@/ui/page'
import { RadioGroup } from '@/ui/toggle'
import { TemplateStep } from './template-step'
import { TextStep } from './text-step'

/** What is said: a template to those who have agreed, or a text to those whose windows are open. */
export function MessageStep({
  draft,
  templates,
  onTemplate,
  onText,
}: {
  draft: Campaign
  templates: readonly Template[]
  onTemplate: (template: Template | null) => void
  onText: (body: string) => void
}) {
  const { t } = useT()
  // What was written is there again when somebody has looked at the templates.
  const [kept, setKept] = useState('')
  const body = draft.content?.text.body
  const choose = (kind: 'template' | 'text') => {
    if (kind === 'text') return onText(kept)
    setKept(body ?? '')
    onTemplate(null)
  }
  return (
    <>
      <Card className="p-4">
        <RadioGroup
          label={t('campaigns.message_kind')}
          value={body === undefined ? 'template' : 'text'}
          onChange={choose}
          className="gap-3"
          options={[
            {
              value: 'template',
              label: t('campaigns.kind_template'),
              hint: t('campaigns.kind_template_hint'),
            },
            { value: 'text', label: t('campaigns.kind_text'), hint: t('campaigns.kind_text_hint') },
          ]}
        />
      </Card>
      {body === undefined ? (
        <TemplateStep
          templates={templates}
          numberId={draft.number_id}
          chosen={draft.template_id}
          onChoose={onTemplate}
        />
      ) : (
        <TextStep body={body} onChange={onText} />
      )}
    </>
  )
}
