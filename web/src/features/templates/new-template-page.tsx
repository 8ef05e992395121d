import { useT } from '@/lib/i18n'
import { TemplateEditor } from './editor/editor'

/** A new draft, in the reader's language unless they choose another. */
export default function NewTemplatePage() {
  const { locale } = useT()
  const content = { body: '', buttons: [], samples: {} }
  return (
    <TemplateEditor template={null} start={{ name: '', language: locale, category: 'marketing', content }} />
  )
}
