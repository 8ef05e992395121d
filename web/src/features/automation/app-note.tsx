import { useQuery } from '@tanstack/react-query'
import { numbersQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { Notice } from '@/ui/notice'

/** A number that is in the WhatsApp Business app as well may greet from there too: customers would hear both. */
export function AppNote() {
  const { t } = useT()
  const both = useQuery(numbersQuery).data?.some(({ channel }) => channel === 'coexistence')
  if (!both) return null
  return (
    <Notice tone="warn" title={t('automation.app_greets')}>
      {t('automation.app_greets_why')}
    </Notice>
  )
}
