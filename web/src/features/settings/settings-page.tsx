import { SettingsList } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { Page } from '@/ui/page'

/** The settings by name: the person's own and the company's. */
export default function SettingsIndexPage() {
  const { t } = useT()
  return (
    <Page title={t('app.settings')}>
      <SettingsList className="mx-auto max-w-md" />
    </Page>
  )
}
