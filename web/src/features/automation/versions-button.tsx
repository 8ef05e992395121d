import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/dialog'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { versionsQuery } from './api'

/** What was written before, and the way back to it. */
export function VersionsButton<Document>({
  id,
  onUse,
}: {
  id: string
  /** Puts an earlier document into the form; nothing is saved by it. */
  onUse: ((document: Document) => void) | null
}) {
  const { t, locale } = useT()
  const [open, setOpen] = useState(false)
  const versions = useQuery({ ...versionsQuery(id), enabled: open })
  return (
    <>
      <Button icon={<History className="size-4" aria-hidden />} onClick={() => setOpen(true)}>
        {t('automation.versions')}
      </Button>
      <Drawer open={open} onOpenChange={setOpen} title={t('automation.versions')}>
        {versions.isPending && <SkeletonRows rows={4} />}
        {versions.error && <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />}
        <ol className="flex flex-col gap-3">
          {versions.data?.map(one => (
            <li key={one.version} className="rounded-card border border-line p-3">
              <p className="text-ink-2 text-small">
                {t('automation.version', { version: one.version })} · {formatDateTime(locale, one.written_at)}
              </p>
              <p className="my-1 whitespace-pre-wrap [overflow-wrap:anywhere]">{wordsOf(one.document)}</p>
              {onUse && (
                <Button
                  size="small"
                  onClick={() => {
                    onUse(one.document as Document)
                    setOpen(false)
                  }}
                >
                  {t('automation.use_version')}
                </Button>
              )}
            </li>
          ))}
        </ol>
      </Drawer>
    </>
  )
}

/** What a document says: its text, or that of its first action that speaks. */
function wordsOf(document: unknown): string {
  const actions = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(place => textAt(document, 'actions', place, 'text'))
  return textAt(document, 'text') || actions.find(Boolean) || ''
}
