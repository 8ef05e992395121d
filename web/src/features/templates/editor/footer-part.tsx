import { useT } from '@/lib/i18n'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { type Content, LIMITS } from '../model'
import { Counter } from './counter'

/** The small line under the text. */
export function FooterPart({
  content,
  onChange,
}: {
  content: Content
  onChange: (content: Partial<Content>) => void
}) {
  const { t } = useT()
  const footer = content.footer ?? ''
  return (
    <Card className="p-4">
      <TextField
        label={t('templates.footer')}
        placeholder={t('templates.footer_example')}
        value={footer}
        hint={<Counter text={footer} max={LIMITS.footer} />}
        onChange={event => onChange({ footer: event.target.value })}
      />
    </Card>
  )
}
