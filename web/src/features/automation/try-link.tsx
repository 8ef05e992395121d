import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { useCan } from '@/app/session'
import { numbersQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/link-button'

/** The way to the emulator, where there is one. */
export function TryLink() {
  const { t } = useT()
  const can = useCan()
  const emulated = useQuery(numbersQuery).data?.some(number => number.provider === 'sandbox') ?? false
  if (!emulated || !can('sandbox.use')) return null
  return (
    <LinkButton to="/sandbox">
      <FlaskConical className="size-4" aria-hidden />
      {t('automation.try')}
    </LinkButton>
  )
}
