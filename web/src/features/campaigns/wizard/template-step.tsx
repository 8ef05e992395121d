import { useQuery } from '@tanstack/react-query'
import { FileText } from 'lucide-react'
import { useId, useState } from 'react'
import type { Template } from '@/api/types'
import { numbersQuery } from '@/features/inbox/api'
import { languageName, QUALITY_TONES } from '@/features/templates/words'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/badge'
import { LinkButton } from '@/ui/link-button'
import { SearchField } from '@/ui/search-field'
import { EmptyState, FilterEmpty } from '@/ui/states'

/** Approved templates of the number's account, one to be chosen. */
export function TemplateStep({
  templates,
  numberId,
  chosen,
  onChoose,
}: {
  templates: readonly Template[]
  numberId: string | null
  chosen: string | null
  onChoose: (template: Template) => void
}) {
  const { t } = useT()
  const [words, setWords] = useState('')
  const connection = useQuery(numbersQuery).data?.find(({ id }) => id === numberId)?.connection_id
  const own = templates.filter(({ connection_id }) => !connection || connection_id === connection)
  const sought = words.trim().toLowerCase()
  const shown = own.filter(({ name, content }) => `${name} ${content.body}`.toLowerCase().includes(sought))
  if (own.length === 0)
    return (
      <EmptyState
        icon={<FileText />}
        title={t('campaigns.no_templates')}
        action={<LinkButton to="/templates/new">{t('templates.new')}</LinkButton>}
      >
        {t('campaigns.no_templates_why')}
      </EmptyState>
    )
  return (
    <>
      <SearchField label={t('templates.search')} value={words} onChange={setWords} />
      {shown.length === 0 && <FilterEmpty filters={[words]} onReset={() => setWords('')} />}
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('campaigns.step_template')}</legend>
        {shown.map(template => (
          <TemplateOption
            key={template.id}
            template={template}
            checked={template.id === chosen}
            onChoose={() => onChoose(template)}
          />
        ))}
      </fieldset>
    </>
  )
}

function TemplateOption({
  template,
  checked,
  onChoose,
}: {
  template: Template
  checked: boolean
  onChoose: () => void
}) {
  const { t, locale } = useT()
  const id = useId()
  return (
    <label
      htmlFor={id}
      className={cx(
        'flex cursor-pointer items-start gap-3 rounded-card border bg-surface p-3',
        checked ? 'border-accent bg-accent-soft' : 'border-line hover:bg-surface-2',
      )}
    >
      <input
        id={id}
        type="radio"
        name="template"
        checked={checked}
        onChange={onChoose}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span className="min-w-0 flex-1">
        <span className="block break-all font-medium">{template.name}</span>
        <span className="line-clamp-2 text-ink-2 text-small">{template.content.body}</span>
        <span className="mt-1 flex flex-wrap gap-1.5">
          <Badge>{t(`templates.category_${template.category}`)}</Badge>
          <Badge>{languageName(locale, template.language)}</Badge>
          {template.quality !== 'unknown' && (
            <Badge tone={QUALITY_TONES[template.quality]}>
              {t('campaigns.quality', { quality: t(`templates.quality_${template.quality}`) })}
            </Badge>
          )}
        </span>
      </span>
    </label>
  )
}
