import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { EmptyState } from '@/ui/states'

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useT()
  return (
    <main>
      <EmptyState
        icon={<Compass />}
        title={t('app.not_found')}
        action={
          <Link to="/" className="flex min-h-9 items-center text-on-soft underline">
            {t('app.go_home')}
          </Link>
        }
      />
    </main>
  )
}
