import { useMutation, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { IconButton } from '@/ui/button'
import { Card } from '@/ui/page'
import { sayError } from '@/ui/toast'
import { invitationsQuery, withdraw } from './api'

/** Invitations that nobody has used yet; each can be taken back. */
export function Invitations() {
  const { t, locale } = useT()
  const open = useQuery(invitationsQuery).data ?? []
  const back = useMutation({ mutationFn: withdraw, onError: sayError })
  if (open.length === 0) return null
  return (
    <Card title={t('settings.invitations')}>
      <ul aria-label={t('settings.invitations')}>
        {open.map(({ id, email, role, expires_at }) => {
          const name = email ?? t('settings.invite_anybody')
          return (
            <li key={id} className="flex items-center gap-3 border-line border-b px-4 py-2 last:border-b-0">
              <div className="min-w-0 flex-1">
                <p className="truncate">{name}</p>
                <p className="truncate text-ink-3 text-small">
                  {[
                    t(`settings.role_${role}`),
                    t('settings.invite_till', { at: formatDateTime(locale, expires_at) }),
                  ].join(' · ')}
                </p>
              </div>
              <IconButton label={t('settings.invite_back', { name })} onClick={() => back.mutate(id)}>
                <X className="size-4" aria-hidden />
              </IconButton>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
