import { Paperclip } from 'lucide-react'
import type { MediaView } from '@/api/types'
import { useWorkspace } from '@/app/session'
import { useT } from '@/lib/i18n'
import { Bubble } from '@/ui/bubble'
import { WaText } from '@/ui/wa-text'
import { fillReply } from '../variables'

/** The bubble that a reply makes, with a customer's name in it. */
export function ReplyPreview({
  text,
  media,
  agent,
}: {
  text: string
  media: readonly MediaView[]
  agent: string
}) {
  const { t } = useT()
  const company = useWorkspace()?.name ?? ''
  const contact = { name: t('quick.sample_name'), phone: '+7 916 123-45-67', fields: {} }
  return (
    <div role="group" aria-label={t('ui.phone_preview')} className="rounded-card bg-thread p-3">
      <Bubble side="out">
        {media.map(({ id, file_name }) => (
          <p key={id} className="flex items-center gap-1.5 text-ink-2 text-small">
            <Paperclip className="size-4 shrink-0" aria-hidden />
            <span className="truncate">{file_name ?? t('quick.file')}</span>
          </p>
        ))}
        {text.trim() === '' && media.length === 0 ? (
          <p className="text-ink-2">{t('quick.preview_empty')}</p>
        ) : (
          <WaText text={fillReply(text, { contact, fields: [], company, agent })} />
        )}
      </Bubble>
    </div>
  )
}
