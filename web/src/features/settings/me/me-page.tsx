import type { ReactNode } from 'react'
import { chooseLanguage, chooseTheme, LANGUAGES } from '@/app/my-look'
import { SettingsPage } from '@/app/settings/settings-page'
import { setDensity, useDensity } from '@/features/inbox/list/density'
import { type ComposerSetting, useComposerSetting } from '@/features/inbox/sending/composer-setting'
import {
  MESSAGE_SIZES,
  type MessageSize,
  setMessageSize,
  THEMES,
  type Theme,
  useMessageSize,
  useTheme,
} from '@/lib/appearance'
import { type Locale, useT } from '@/lib/i18n'
import { Bubble } from '@/ui/bubble'
import { SelectField } from '@/ui/field'
import { Card } from '@/ui/page'

const HOLDS = ['0', '3', '5'] as const

/** How the app looks to one person, and how their answers go out. */
export default function MePage() {
  const { t } = useT()
  return (
    <SettingsPage title={t('settings.me')} subtitle={t('settings.me_what')}>
      <Look />
      <Messages />
      <Sending />
    </SettingsPage>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card title={title}>
    <div className="flex flex-col gap-3 p-4">{children}</div>
  </Card>
)

function Look() {
  const { t, locale } = useT()
  const theme = useTheme()
  return (
    <Part title={t('settings.look')}>
      <SelectField
        label={t('settings.language')}
        value={locale}
        onChange={event => chooseLanguage(event.target.value as Locale)}
        options={LANGUAGES.map(({ locale: value, name }) => ({ value, label: name }))}
      />
      <SelectField
        label={t('settings.theme')}
        value={theme}
        onChange={event => chooseTheme(event.target.value as Theme)}
        options={THEMES.map(value => ({ value, label: t(`app.theme_${value}`) }))}
      />
    </Part>
  )
}

function Messages() {
  const { t } = useT()
  const size = useMessageSize()
  const density = useDensity()
  return (
    <Part title={t('settings.messages')}>
      <SelectField
        label={t('settings.message_size')}
        hint={t('settings.in_this_browser')}
        value={String(size)}
        onChange={event => setMessageSize(Number(event.target.value) as MessageSize)}
        options={MESSAGE_SIZES.map(value => ({
          value: String(value),
          label: t('settings.message_size_px', { count: value }),
        }))}
      />
      <div aria-hidden className="rounded-card bg-thread p-3">
        <Bubble side="in">
          <span className="text-message">{t('settings.message_sample')}</span>
        </Bubble>
      </div>
      <SelectField
        label={t('settings.rows')}
        value={density}
        onChange={event => setDensity(event.target.value === 'compact' ? 'compact' : 'normal')}
        options={[
          { value: 'normal', label: t('settings.rows_normal') },
          { value: 'compact', label: t('settings.rows_compact') },
        ]}
      />
    </Part>
  )
}

function Sending() {
  const { t } = useT()
  const [setting, set] = useComposerSetting()
  return (
    <Part title={t('settings.sending')}>
      <SelectField
        label={t('settings.send_key')}
        value={setting.sendKey}
        onChange={event => set({ ...setting, sendKey: event.target.value as ComposerSetting['sendKey'] })}
        options={[
          { value: 'enter', label: t('settings.send_enter') },
          { value: 'mod_enter', label: t('settings.send_mod_enter') },
        ]}
      />
      <SelectField
        label={t('settings.hold')}
        hint={t('settings.hold_why')}
        value={String(setting.hold)}
        onChange={event => set({ ...setting, hold: Number(event.target.value) as ComposerSetting['hold'] })}
        options={HOLDS.map(seconds => ({
          value: seconds,
          label: t('settings.hold_seconds', { count: Number(seconds) }),
        }))}
      />
    </Part>
  )
}
