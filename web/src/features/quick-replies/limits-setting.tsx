import { useMutation, useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { sayError } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import { limitsQuery, setAppLimits } from './api'

/** Whether the limits are those of the WhatsApp Business app; what is there already stays. */
export function LimitsSetting() {
  const { t } = useT()
  const limits = useQuery(limitsQuery).data
  const change = useMutation({ mutationFn: setAppLimits, onError: sayError })
  if (!limits) return null
  return (
    <Switch
      label={t('quick.app_limits')}
      hint={t('quick.app_limits_hint')}
      checked={change.isPending ? change.variables : limits.app_limits}
      onChange={on => change.mutate(on)}
    />
  )
}
