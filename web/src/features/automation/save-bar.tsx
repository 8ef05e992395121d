import { errorWords, toApiError } from '@/api/errors'
import { useCan } from '@/app/session'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'

/** Saves a form, or gives it up; says what stands against it. */
export function SaveBar({
  changed,
  busy,
  error,
  onReset,
}: {
  changed: boolean
  busy: boolean
  error: unknown
  onReset: () => void
}) {
  const { t } = useT()
  const may = useCan()('automation.manage')
  return (
    <div className="flex flex-col gap-2">
      {error !== null && error !== undefined && (
        <p role="alert" className="text-danger">
          {errorWords(error, translate())}
          {Object.keys(toApiError(error).fields).map(field => (
            <span key={field} className="block text-small">
              {field}
            </span>
          ))}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          type="submit"
          busy={busy}
          whyDisabled={may ? (changed ? null : t('automation.nothing_changed')) : t('automation.no_manage')}
        >
          {t('ui.save')}
        </Button>
        {changed && <Button onClick={onReset}>{t('automation.discard')}</Button>}
      </div>
    </div>
  )
}
