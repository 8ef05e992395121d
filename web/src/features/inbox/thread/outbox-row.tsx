import { Clock3 } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { formatTime } from '@/lib/time'
import { Bubble } from '@/ui/bubble'
import { WaText } from '@/ui/wa-text'
import { drop, MOVED, type OutboxItem, retry } from '../outbox'
import { useReasonWords } from '../words'

const ACTION = 'min-h-6 font-medium underline'

/** A message on its way to the server, or one that it refused. */
export function OutboxRow({ item, onEdit }: { item: OutboxItem; onEdit: (text: string) => void }) {
  const { t, locale } = useT()
  const words = useReasonWords()
  return (
    <div className="pt-2">
      <Bubble side="out" className={item.state === 'failed' ? '' : 'opacity-80'}>
        <WaText text={item.text} />
        {item.state === 'waiting' && <p className="text-small text-warn">{t('inbox.waits_for_line')}</p>}
        {item.state === 'failed' && item.error && (
          <div className="mt-1 text-danger text-small">
            <p className="font-medium">{words(item.error).title}</p>
            <p className="flex flex-wrap gap-x-3">
              <button type="button" className={ACTION} onClick={() => retry(item.key)}>
                {t(item.error.code === MOVED ? 'inbox.collision_send' : 'ui.retry')}
              </button>
              {item.body.type === 'text' && (
                <button
                  type="button"
                  className={ACTION}
                  onClick={() => {
                    onEdit(item.text)
                    drop(item.key)
                  }}
                >
                  {t('inbox.back_to_draft')}
                </button>
              )}
              <button type="button" className={ACTION} onClick={() => drop(item.key)}>
                {t('inbox.drop')}
              </button>
            </p>
          </div>
        )}
        <div className="flex items-center justify-end gap-1 text-bubble-meta text-meta">
          <time>{formatTime(locale, item.at)}</time>
          <Clock3 className="size-4" role="img" aria-label={t('status.queued')} />
        </div>
      </Bubble>
    </div>
  )
}
