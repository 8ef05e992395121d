import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Button, IconButton } from '@/ui/button'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { Checkbox } from '@/ui/toggle'
import { currentSubscription, deviceName, keysOf, obstacle, subscribeBrowser } from './push'

const KEY = ['push']
const load = async () => dataOf(await api.GET('/api/v1/me/push'))

/** Which devices of this person are told of messages while no tab is open. */
export function PushSection() {
  const { t } = useT()
  const push = useQuery({ queryKey: KEY, queryFn: load })
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="font-semibold">{t('alerts.push')}</h2>
      {push.isPending && <SkeletonRows rows={2} />}
      {push.error && !push.data && <ErrorState error={push.error} onRetry={() => void push.refetch()} />}
      {push.data &&
        (push.data.public_key ? (
          <Devices publicKey={push.data.public_key} devices={push.data.subscriptions} />
        ) : (
          <p className="text-ink-2">{t('alerts.push_off_why')}</p>
        ))}
    </section>
  )
}

type Device = Awaited<ReturnType<typeof load>>['subscriptions'][number]

function Devices({ publicKey, devices }: { publicKey: string; devices: Device[] }) {
  const { t } = useT()
  const client = useQueryClient()
  const [withText, setWithText] = useState(false)
  const [hindrance, setHindrance] = useState(obstacle)
  const add = useMutation({
    mutationFn: async () => {
      const subscription = (await currentSubscription()) ?? (await subscribeBrowser(publicKey))
      setHindrance(obstacle())
      if (!subscription) return
      const device = deviceName(navigator.userAgent)
      await api.POST('/api/v1/me/push/subscriptions', {
        params: { header: idempotent() },
        body: { ...keysOf(subscription), device, with_text: withText },
      })
      say(t('alerts.push_added', { device }))
    },
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
    onError: sayError,
  })
  return (
    <>
      <p className="text-ink-2">{t('alerts.push_what')}</p>
      {hindrance ? (
        <p role="status" className="rounded-control bg-warn-soft p-3 text-warn">
          {t(`alerts.push_${hindrance}`)}
        </p>
      ) : (
        <>
          <Checkbox label={t('alerts.push_with_text')} checked={withText} onChange={setWithText} />
          <Button kind="primary" className="self-start" busy={add.isPending} onClick={() => add.mutate()}>
            {t('alerts.push_add')}
          </Button>
        </>
      )}
      {devices.length > 0 && (
        <ul
          className="flex flex-col divide-y divide-line border-line border-t"
          aria-label={t('alerts.push_devices')}
        >
          {devices.map(device => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </ul>
      )}
    </>
  )
}

function DeviceRow({ device: { id, device, with_text, created_at } }: { device: Device }) {
  const { t, locale } = useT()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/me/push/subscriptions/{push_subscription_id}', {
        params: { path: { push_subscription_id: id } },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
    onError: sayError,
  })
  return (
    <li className="flex min-h-12 items-center gap-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{device}</span>
        <span className="block text-ink-3 text-small">
          {t(with_text ? 'alerts.push_shows_text' : 'alerts.push_hides_text')} ·{' '}
          {formatDateTime(locale, Date.parse(created_at))}
        </span>
      </span>
      <IconButton label={t('alerts.push_remove', { device })} onClick={() => remove.mutate()}>
        <Trash2 className="size-4" aria-hidden />
      </IconButton>
    </li>
  )
}
