import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { type ApiKey, keysQuery, type Role, revokeKey } from './api'
import { NewKeyDialog } from './new-key-dialog'

const ROLES: readonly Role[] = ['agent', 'admin', 'owner']

/** The keys by which scripts use the API. */
export default function KeysPage() {
  const { t } = useT()
  const keys = useQuery(keysQuery)
  const own = useMe().workspace?.role
  const [making, setMaking] = useState(false)
  const [doomed, setDoomed] = useState<ApiKey | null>(null)
  return (
    <SettingsPage
      title={t('keys.title')}
      subtitle={t('keys.what')}
      actions={
        <Button kind="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setMaking(true)}>
          {t('keys.new')}
        </Button>
      }
    >
      {keys.error && keys.data && <StaleNote error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.isPending && <SkeletonRows rows={3} />}
      {keys.error && !keys.data && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <EmptyState icon={<KeyRound />} title={t('keys.empty')}>
          {t('keys.empty_why')}
        </EmptyState>
      )}
      {keys.data && keys.data.length > 0 && (
        <Card>
          <ul aria-label={t('keys.title')}>
            {keys.data.map(key => (
              <Row key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
            ))}
          </ul>
        </Card>
      )}
      {making && (
        <NewKeyDialog
          roles={ROLES.filter(role => role !== 'owner' || own === 'owner')}
          onClose={() => setMaking(false)}
        />
      )}
      {doomed && <Revoke apiKey={doomed} onDone={() => setDoomed(null)} />}
    </SettingsPage>
  )
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, locale } = useT()
  const { name, role, created_at, last_used_at, revoked_at } = apiKey
  const facts = [
    t(`keys.role_${role}`),
    t('keys.made_at', { at: formatDateTime(locale, created_at) }),
    last_used_at ? t('keys.used_at', { at: formatDateTime(locale, last_used_at) }) : t('keys.never_used'),
  ]
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
        <p className="text-ink-3 text-small">{facts.join(' · ')}</p>
      </div>
      {revoked_at ? (
        <Badge tone="neutral">{t('keys.revoked_at', { at: formatDateTime(locale, revoked_at) })}</Badge>
      ) : (
        <Button size="small" kind="danger" aria-label={t('keys.revoke_one', { name })} onClick={onRevoke}>
          {t('keys.revoke')}
        </Button>
      )}
    </li>
  )
}

function Revoke({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const { t } = useT()
  const revoke = useMutation({ mutationFn: () => revokeKey(apiKey.id), onSettled: onDone, onError: sayError })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onDone()}
      title={t('keys.revoke_title', { name: apiKey.name })}
      description={t('keys.revoke_what')}
      confirm={t('keys.revoke')}
      danger
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
    />
  )
}
