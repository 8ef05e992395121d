import { useT } from '@/lib/i18n'
import { takeUpdate, useUpdateReady } from '../offline/worker'

/** Says that a newer version waits; when to take it is the person's choice. */
export function UpdateBar() {
  const { t } = useT()
  if (!useUpdateReady()) return null
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-3 bg-info-soft px-3 py-1 text-info text-small"
    >
      {t('app.update_ready')}
      <button type="button" className="inset-focus min-h-6 font-medium underline" onClick={takeUpdate}>
        {t('app.update')}
      </button>
    </div>
  )
}
