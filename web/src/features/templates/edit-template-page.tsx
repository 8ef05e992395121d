import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { useParam } from '@/lib/routing'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { templateQuery } from './api'
import { TemplateEditor } from './editor/editor'

/** A draft or a refused template, opened to be changed. */
export default function EditTemplatePage() {
  const { t } = useT()
  const id = useParam('templateId') ?? ''
  const found = useQuery(templateQuery(id))
  const template = found.data
  if (template && (template.status === 'draft' || template.status === 'rejected')) {
    const { name, language, category, content } = template
    return <TemplateEditor key={id} template={template} start={{ name, language, category, content }} />
  }
  return (
    <Page
      title={template?.name ?? t('templates.template')}
      back={<BackLink to={`/templates/${id}`} label={t('templates.to_template')} />}
    >
      {found.error && !template && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <SkeletonRows rows={5} />}
      {template && (
        <EmptyState
          title={t('templates.not_editable')}
          action={<LinkButton to={`/templates/${id}`}>{t('templates.to_template')}</LinkButton>}
        >
          {t('templates.not_editable_why')}
        </EmptyState>
      )}
    </Page>
  )
}
