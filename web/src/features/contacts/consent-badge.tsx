import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/badge'

const TONES = { granted: 'success', withdrawn: 'danger', unknown: 'neutral' } as const

/** Whether we may write first. */
export function ConsentBadge({ consent }: { consent: View<'Consent'> }) {
  const { t } = useT()
  return <Badge tone={TONES[consent.state]}>{t(`contacts.consent_${consent.state}`)}</Badge>
}
