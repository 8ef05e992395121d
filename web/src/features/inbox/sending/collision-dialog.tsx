import { useQuery } from '@tanstack/react-query'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatTime } from '@/lib/time'
import { Bubble } from '@/ui/bubble'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { colleaguesQuery } from '../team'
import { MessageContent } from '../thread/message-content'

interface CollisionProps {
  answers: readonly Message[]
  onSend: () => void
  onKeep: () => void
}

/** A colleague answered meanwhile: their message is shown first, and the person decides. */
export function CollisionDialog({ answers, onSend, onKeep }: CollisionProps) {
  const { t, locale } = useT()
  const colleagues = useQuery(colleaguesQuery).data ?? []
  const by = answers[0] && colleagues.find(({ user_id }) => user_id === answers[0]?.sent_by)?.name
  return (
    <Dialog
      open
      onOpenChange={open => !open && onKeep()}
      title={by ? t('inbox.collision_by', { name: by }) : t('inbox.collision')}
      description={t('inbox.collision_what')}
      footer={
        <>
          <Button onClick={onKeep}>{t('inbox.collision_keep')}</Button>
          <Button kind="primary" onClick={onSend}>
            {t('inbox.collision_send')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 bg-thread p-3">
        {answers.map(message => (
          <Bubble key={message.id} side="out">
            <MessageContent message={message} />
            <time dateTime={message.at} className="block text-right text-bubble-meta text-meta">
              {formatTime(locale, message.at)}
            </time>
          </Bubble>
        ))}
      </div>
    </Dialog>
  )
}
