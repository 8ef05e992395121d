import { rowOf } from '@/lib/bidi'
import { useT } from '@/lib/i18n'
import { Avatar } from '@/ui/avatar'
import { Tooltip } from '@/ui/tooltip'
import { useColleaguesIn } from '../presence'

/** The colleagues who have this conversation open. */
export function PeopleThere({ conversationId }: { conversationId: string }) {
  const { t } = useT()
  const people = useColleaguesIn(conversationId)
  if (people.length === 0) return null
  const names = rowOf(
    people.map(({ name }) => name),
    ', ',
  )
  return (
    <Tooltip text={t('inbox.viewing', { names })}>
      <span className="flex shrink-0 -space-x-3" role="img" aria-label={t('inbox.viewing', { names })}>
        {people.slice(0, 3).map(({ user_id, name }) => (
          <span key={user_id} className="rounded-full border-2 border-surface">
            <Avatar name={name} size="small" />
          </span>
        ))}
      </span>
    </Tooltip>
  )
}

/** Says over the composer that a colleague writes; said aloud once, not at every letter. */
export function TypingLine({ conversationId }: { conversationId: string }) {
  const { t } = useT()
  const names = useColleaguesIn(conversationId)
    .filter(({ state }) => state === 'typing')
    .map(({ name }) => name)
  return (
    <p role="status" className="shrink-0 truncate bg-surface px-4 pt-1 text-meta text-on-soft empty:hidden">
      {names.length > 0 && t('inbox.typing', { count: names.length, names: rowOf(names, ', ') })}
    </p>
  )
}
