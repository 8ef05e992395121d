import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Pencil, Plus, ScrollText, Send, Trash2, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { useGo, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { LinkButton } from '@/ui/link-button'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import {
  changeWebhook,
  deleteWebhook,
  replaceSecret,
  tryWebhook,
  type Webhook,
  type WebhookSecret,
  webhooksQuery,
} from './api'
import { SecretDialog } from './secret-dialog'
import { HookNotice, StateBadge } from './state'
import { WebhookDialog } from './webhook-dialog'

/** Addresses of the company's own systems that are told of events. */
export default function WebhooksPage() {
  const { t } = useT()
  const mayManage = useCan()('developers.manage')
  const hooks = useQuery(webhooksQuery)
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null)
  const [shown, setShown] = useState<WebhookSecret | null>(null)
  const create = (
    <Button
      kind="primary"
      icon={<Plus className="size-4" aria-hidden />}
      whyDisabled={mayManage ? null : t('hooks.no_manage')}
      onClick={() => setEditing('new')}
    >
      {t('hooks.new')}
    </Button>
  )
  return (
    <SettingsPage title={t('hooks.title')} subtitle={t('hooks.what')} actions={create}>
      {hooks.error && hooks.data && <StaleNote error={hooks.error} onRetry={() => void hooks.refetch()} />}
      {hooks.isPending && <SkeletonRows rows={2} className="h-32" />}
      {hooks.error && !hooks.data && <ErrorState error={hooks.error} onRetry={() => void hooks.refetch()} />}
      {hooks.data?.length === 0 && (
        <EmptyState icon={<WebhookIcon />} title={t('hooks.empty')}>
          {t('hooks.empty_why')}
        </EmptyState>
      )}
      {hooks.data && hooks.data.length > 0 && (
        <ul className="flex flex-col gap-3">
          {hooks.data.map(hook => (
            <li key={hook.id}>
              <HookCard
                hook={hook}
                mayManage={mayManage}
                onEdit={() => setEditing(hook)}
                onSecret={setShown}
              />
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <WebhookDialog
          hook={editing === 'new' ? null : editing}
          onMade={setShown}
          onClose={() => setEditing(null)}
        />
      )}
      {shown && <SecretDialog made={shown} onClose={() => setShown(null)} />}
    </SettingsPage>
  )
}

function HookCard({
  hook,
  mayManage,
  onEdit,
  onSecret,
}: {
  hook: Webhook
  mayManage: boolean
  onEdit: () => void
  onSecret: (made: WebhookSecret) => void
}) {
  const { t, locale } = useT()
  const go = useGo()
  const [asks, setAsks] = useState<'secret' | 'delete' | null>(null)
  const log = `/developers/webhooks/${hook.id}`
  const turn = useMutation({
    mutationFn: (enabled: boolean) => changeWebhook(hook.id, { enabled }),
    onError: sayError,
  })
  const attempt = useMutation({
    mutationFn: () => tryWebhook(hook.id),
    onSuccess: () => {
      say(t('hooks.tried'))
      go(log)
    },
    onError: sayError,
  })
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 flex-1 font-semibold [overflow-wrap:anywhere]">
          <WsLink to={log} className="hover:underline">
            {hook.url}
          </WsLink>
        </h2>
        <StateBadge hook={hook} />
      </div>
      <HookNotice hook={hook} />
      <p className="text-ink-2 text-small">
        {hook.events.map(event => t(`hooks.event.${event}`)).join(' · ')}
      </p>
      <p className="text-ink-3 text-small">
        {hook.delivered_at
          ? t('hooks.delivered_at', { at: formatDateTime(locale, hook.delivered_at) })
          : t('hooks.never_delivered')}
        {hook.old_secret_until &&
          ` · ${t('hooks.old_secret', { at: formatDateTime(locale, hook.old_secret_until) })}`}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {mayManage && (
          <Switch
            label={t('hooks.on')}
            checked={hook.enabled}
            disabled={turn.isPending}
            onChange={on => turn.mutate(on)}
            className="mr-auto max-md:min-h-11 max-md:w-full"
          />
        )}
        <LinkButton to={log}>
          <ScrollText className="size-4" aria-hidden />
          {t('hooks.log')}
        </LinkButton>
        {mayManage && (
          <>
            <Button
              icon={<Send className="size-4" aria-hidden />}
              busy={attempt.isPending}
              whyDisabled={hook.enabled ? null : t('hooks.is_off')}
              onClick={() => attempt.mutate()}
            >
              {t('hooks.try')}
            </Button>
            <Button kind="quiet" icon={<Pencil className="size-4" aria-hidden />} onClick={onEdit}>
              {t('ui.edit')}
            </Button>
            <Button
              kind="quiet"
              icon={<KeyRound className="size-4" aria-hidden />}
              onClick={() => setAsks('secret')}
            >
              {t('hooks.new_secret')}
            </Button>
            <Button
              kind="quiet"
              icon={<Trash2 className="size-4" aria-hidden />}
              onClick={() => setAsks('delete')}
            >
              {t('ui.delete')}
            </Button>
          </>
        )}
      </div>
      {asks && <Question hook={hook} about={asks} onSecret={onSecret} onDone={() => setAsks(null)} />}
    </Card>
  )
}

function Question({
  hook,
  about,
  onSecret,
  onDone,
}: {
  hook: Webhook
  about: 'secret' | 'delete'
  onSecret: (made: WebhookSecret) => void
  onDone: () => void
}) {
  const { t } = useT()
  const act = useMutation({
    mutationFn: async () =>
      about === 'delete' ? await deleteWebhook(hook.id) : onSecret(await replaceSecret(hook.id)),
    onSettled: onDone,
    onError: sayError,
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onDone()}
      title={t(`hooks.${about}_title`)}
      description={t(`hooks.${about}_what`)}
      confirm={t(about === 'delete' ? 'ui.delete' : 'hooks.new_secret')}
      danger={about === 'delete'}
      busy={act.isPending}
      onConfirm={() => act.mutate()}
    />
  )
}
