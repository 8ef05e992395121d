import { useMutation } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatDate } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { sayError } from '@/ui/toast'
import { CapacityField } from '../capacity-field'
import { changeMember, type Member, type Role } from './api'

const TONES = { on: 'success', away: 'warn', off: 'neutral' } as const

/** One person: whether they work now, their role, and how many conversations they have at once. */
export function MemberRow({
  member: { user, role, joined_at, shift, capacity },
  isMe,
  roles,
  onLeave,
}: {
  member: Member
  isMe: boolean
  /** What may be chosen; nothing when the person must not change this member. */
  roles: readonly Role[] | null
  onLeave: () => void
}) {
  const { t, locale } = useT()
  const change = useMutation({
    mutationFn: (body: View<'MemberPatch'>) => changeMember(user.id, body),
    onError: sayError,
  })
  const shown = (change.isPending && change.variables.role) || role
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0">
      <Avatar name={user.name} size="small" />
      <div className="min-w-40 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">
            {isMe ? t('settings.you', { name: user.name }) : user.name}
          </span>
          <Badge tone={TONES[shift]}>{t(`app.shift_${shift}`)}</Badge>
        </p>
        <p className="truncate text-ink-3 text-small">
          {[user.email, t('settings.since', { at: formatDate(locale, joined_at) })].join(' · ')}
        </p>
      </div>
      {roles && (
        <CapacityField
          className="w-24"
          label={t('settings.capacity_of', { name: user.name })}
          hideLabel
          title={t('settings.capacity')}
          placeholder={t('settings.capacity_short')}
          value={capacity ?? null}
          onChange={next => change.mutate({ capacity: next })}
        />
      )}
      {roles && !isMe ? (
        <>
          <SelectField
            label={t('settings.role_of', { name: user.name })}
            hideLabel
            className="w-40"
            value={shown}
            onChange={event => change.mutate({ role: event.target.value as Role })}
            options={roles.map(value => ({ value, label: t(`settings.role_${value}`) }))}
          />
          <IconButton label={t('settings.remove_member', { name: user.name })} onClick={onLeave}>
            <UserMinus className="size-4" aria-hidden />
          </IconButton>
        </>
      ) : (
        <span className="text-ink-2 text-small">{t(`settings.role_${role}`)}</span>
      )}
    </li>
  )
}
