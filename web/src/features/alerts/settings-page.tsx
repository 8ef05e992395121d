import { Volume2 } from 'lucide-react'
import { useState } from 'react'
import { SettingsPage } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { PushSection } from './push-section'
import { ALERT_EVENTS, type AlertEvent, type AlertSetting, useAlertSetting } from './setting'
import { playAlert } from './sound'

/** What a person is told of, how loudly and when not. */
export default function NotificationsPage() {
  const { t } = useT()
  const [setting, set] = useAlertSetting()
  const change = (part: Partial<AlertSetting>) => set({ ...setting, ...part })
  return (
    <SettingsPage title={t('alerts.settings')} subtitle={t('alerts.settings_what')}>
      <Permission />
      <Events setting={setting} onChange={change} />
      <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
        <h2 className="font-semibold">{t('alerts.sound')}</h2>
        <label className="flex flex-wrap items-center gap-3">
          <span className="w-28">{t('alerts.volume')}</span>
          <input
            type="range"
            min={0}
            max={100}
            step={10}
            value={setting.volume}
            onChange={event => change({ volume: Number(event.target.value) })}
            className="min-w-40 flex-1 accent-accent"
          />
          <Button
            size="small"
            icon={<Volume2 className="size-4" aria-hidden />}
            onClick={() => void playAlert(setting.volume)}
          >
            {t('alerts.try_sound')}
          </Button>
        </label>
        <Quiet setting={setting} onChange={change} />
      </section>
      <PushSection />
    </SettingsPage>
  )
}

/** Notices of the system need the browser's leave, which is asked for by a click. */
function Permission() {
  const { t } = useT()
  const known = typeof Notification === 'undefined' ? 'missing' : Notification.permission
  const [permission, setPermission] = useState<NotificationPermission | 'missing'>(known)
  const words = {
    missing: t('alerts.desktop_missing'),
    denied: t('alerts.desktop_denied'),
    granted: t('alerts.desktop_granted'),
    default: t('alerts.desktop_ask_why'),
  }[permission]
  return (
    <section className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface p-4">
      <p className="min-w-48 flex-1">{words}</p>
      {permission === 'default' && (
        <Button kind="primary" onClick={() => void Notification.requestPermission().then(setPermission)}>
          {t('alerts.desktop_ask')}
        </Button>
      )}
    </section>
  )
}

interface PartProps {
  setting: AlertSetting
  onChange: (part: Partial<AlertSetting>) => void
}

function Events({ setting, onChange }: PartProps) {
  const { t } = useT()
  const toggle = (list: 'sound' | 'desktop', event: AlertEvent) => {
    const now = setting[list]
    onChange({ [list]: now.includes(event) ? now.filter(one => one !== event) : [...now, event] })
  }
  return (
    <section className="overflow-x-auto rounded-card border border-line bg-surface p-4">
      <table className="w-full">
        <caption className="pb-2 text-left font-semibold">{t('alerts.what')}</caption>
        <thead className="text-ink-2 text-small">
          <tr>
            <th scope="col" className="text-left font-medium">
              {t('alerts.event')}
            </th>
            <th scope="col" className="w-24 font-medium">
              {t('alerts.sound')}
            </th>
            <th scope="col" className="w-24 font-medium">
              {t('alerts.desktop')}
            </th>
          </tr>
        </thead>
        <tbody>
          {ALERT_EVENTS.map(event => (
            <tr key={event} className="border-line border-t">
              <th scope="row" className="py-2 pr-2 text-left font-normal">
                {t(`alerts.event_${event}`)}
              </th>
              {(['sound', 'desktop'] as const).map(list => (
                <td key={list} className="text-center">
                  <input
                    type="checkbox"
                    checked={setting[list].includes(event)}
                    onChange={() => toggle(list, event)}
                    aria-label={`${t(`alerts.event_${event}`)}: ${t(`alerts.${list}`)}`}
                    className="size-5 accent-accent max-md:size-6"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Quiet({ setting: { quiet }, onChange }: PartProps) {
  const { t } = useT()
  return (
    <fieldset className="flex flex-col gap-2">
      <label className="flex min-h-8 items-center gap-2">
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={event =>
            onChange({ quiet: event.target.checked ? { from: '22:00', to: '08:00' } : null })
          }
          className="size-5 accent-accent"
        />
        {t('alerts.quiet')}
      </label>
      {quiet && (
        <div className="flex flex-wrap gap-3">
          <TextField
            type="time"
            label={t('alerts.quiet_from')}
            value={quiet.from}
            onChange={event =>
              event.target.value && onChange({ quiet: { ...quiet, from: event.target.value } })
            }
          />
          <TextField
            type="time"
            label={t('alerts.quiet_to')}
            value={quiet.to}
            onChange={event =>
              event.target.value && onChange({ quiet: { ...quiet, to: event.target.value } })
            }
          />
        </div>
      )}
    </fieldset>
  )
}
