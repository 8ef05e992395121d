import { useMutation } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import type { Message } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { sayError } from '@/ui/toast'
import { putMessage } from '../api'
import { useReasonWords } from '../words'

/** Refusals that a template can get around. */
const ASKS_TEMPLATE = new Set(['window_closed', '131047', '470'])
/** Refusals that are about our own number. */
const ASKS_NUMBER = new Set([
  'number_paused',
  'quality',
  'limit_reached',
  'throughput',
  '131031',
  '131042',
  '131045',
  '368',
  '190',
])

interface TroubleProps {
  message: Message
  onTemplate: () => void
  onAgain: (message: Message) => void
}

/** What went wrong with a sent message, in words, and the one thing to do about it. */
export function Trouble({ message, onTemplate, onAgain }: TroubleProps) {
  if (message.status === 'uncertain') return <Uncertain message={message} />
  if (message.status === 'failed' || message.status === 'refused')
    return <Failed message={message} onTemplate={onTemplate} onAgain={onAgain} />
  return null
}

const ACTION = 'min-h-6 font-medium underline'

function Failed({ message, onTemplate, onAgain }: TroubleProps) {
  const { t } = useT()
  const can = useCan()
  const { title, action } = useReasonWords()(message.reason)
  const code = message.reason?.rule ?? message.reason?.code ?? ''
  const remedy = ASKS_TEMPLATE.has(code) ? 'template' : ASKS_NUMBER.has(code) ? 'number' : 'again'
  return (
    <div className="mt-1 text-danger text-small">
      <p className="font-medium">{title}</p>
      {action && <p className="text-ink-2">{action}</p>}
      {remedy === 'number' && (
        <WsLink to={`/numbers/${message.number_id}`} className={ACTION}>
          {t('inbox.check_number')}
        </WsLink>
      )}
      {can('inbox.reply') && remedy === 'template' && (
        <button type="button" className={ACTION} onClick={onTemplate}>
          {t('inbox.send_template')}
        </button>
      )}
      {can('inbox.reply') && remedy === 'again' && (
        <button type="button" className={ACTION} onClick={() => onAgain(message)}>
          {t('ui.retry')}
        </button>
      )}
    </div>
  )
}

/** No answer came: the message may have arrived. It is never sent again without a person's word. */
function Uncertain({ message }: { message: Message }) {
  const { t } = useT()
  const can = useCan()
  const decide = useMutation({
    mutationFn: async (decision: 'assume_sent' | 'resend') =>
      dataOf(
        await api.POST('/api/v1/messages/{message_id}/decide', {
          params: { path: { message_id: message.id }, header: idempotent() },
          body: { decision },
        }),
      ),
    onSuccess: putMessage,
    onError: sayError,
  })
  return (
    <div className="mt-1 rounded-control bg-warn-soft px-2 py-1 text-small text-warn">
      <p>{t('inbox.uncertain')}</p>
      {can('inbox.reply') && (
        <p className="flex flex-wrap gap-x-3">
          <button
            type="button"
            className={ACTION}
            disabled={decide.isPending}
            onClick={() => decide.mutate('assume_sent')}
          >
            {t('inbox.assume_sent')}
          </button>
          <button
            type="button"
            className={ACTION}
            disabled={decide.isPending}
            onClick={() => decide.mutate('resend')}
          >
            {t('inbox.resend')}
          </button>
        </p>
      )}
    </div>
  )
}
