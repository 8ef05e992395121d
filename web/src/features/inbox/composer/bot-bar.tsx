import { Bot } from 'lucide-react'
import type { Conversation } from '@/api/types'
import { useT } from '@/lib/i18n'
import { useKeyLabel } from '@/lib/shortcuts'
import { Button } from '@/ui/button'
import { Tooltip } from '@/ui/tooltip'
import { COMMAND_KEYS, useRunCommand } from '../actions/commands'
import { giveKeys } from './take-over'

/** Says over the composer that automation is in charge of the conversation, and lets a person take over. */
export function BotBar({ conversation: { id, bot } }: { conversation: Conversation }) {
  const { t } = useT()
  const keys = useKeyLabel()
  const run = useRunCommand()
  if (!bot) return null
  return (
    <div className="flex shrink-0 items-center gap-3 border-line border-t bg-info-soft px-3 py-1.5 text-info">
      <Bot className="size-4 shrink-0" aria-hidden />
      <p role="status" className="min-w-0 flex-1">
        {t('inbox.bot_answers')}
      </p>
      <Tooltip text={t('keys.take')} keys={keys(COMMAND_KEYS.take)}>
        <Button
          size="small"
          onClick={() => {
            run('take', { ids: [id] })
            giveKeys()
          }}
        >
          {t('inbox.take_over')}
        </Button>
      </Tooltip>
    </div>
  )
}
