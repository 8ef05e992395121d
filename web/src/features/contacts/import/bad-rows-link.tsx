import { Download } from 'lucide-react'
import { withWorkspace } from '@/api/client'
import { useT } from '@/lib/i18n'

/** The bad rows with their reasons as a file. */
export function BadRowsLink({ id }: { id: string }) {
  const { t } = useT()
  return (
    <a
      href={withWorkspace(`/api/v1/imports/${encodeURIComponent(id)}/bad_rows`)}
      download
      className="inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-on-soft text-small underline max-md:min-h-11"
    >
      <Download className="size-4" aria-hidden />
      {t('import.bad_rows')}
    </a>
  )
}
