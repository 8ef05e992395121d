import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatDate } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { LoadMore, Table } from '@/ui/table'
import { sayError, sayWithUndo } from '@/ui/toast'
import { deleteQuickReply, type QuickReply, restoreQuickReply } from './api'

const UNDO_MS = 30_000
/** Rows that are drawn at once; more by the button under them. */
const STEP = 100

/** The replies as a table; deleting is done at once and can be taken back. */
export function RepliesTable({
  rows,
  onOpen,
}: {
  rows: readonly QuickReply[]
  onOpen: (id: string) => void
}) {
  const { t, locale } = useT()
  const can = useCan()
  const [drawn, setDrawn] = useState(STEP)
  const mayWrite = (row: QuickReply) => can(row.scope === 'personal' ? 'inbox.reply' : 'quick_replies.manage')
  const remove = async (row: QuickReply) => {
    try {
      await deleteQuickReply(row.id)
      const undo = () => void restoreQuickReply(row.id).catch(sayError)
      sayWithUndo(t('quick.deleted', { shortcut: row.shortcut }), undo, UNDO_MS)
    } catch (error) {
      sayError(error)
    }
  }
  return (
    <>
      <Table
        caption={t('quick.title')}
        rows={rows.slice(0, drawn)}
        rowKey={row => row.id}
        columns={[
          {
            id: 'shortcut',
            header: t('quick.shortcut'),
            cell: row => (
              <div className="min-w-0">
                <button
                  type="button"
                  onClick={() => onOpen(row.id)}
                  className="min-h-6 break-all text-left font-medium text-on-soft underline"
                >
                  /{row.shortcut}
                </button>
                {row.scope === 'personal' && <Badge className="ml-2">{t('quick.personal')}</Badge>}
                <p className="max-w-[60vw] truncate text-ink-3 text-small md:hidden">
                  {row.title || row.text}
                </p>
              </div>
            ),
          },
          {
            id: 'text',
            header: t('quick.text'),
            wideOnly: true,
            cell: row => (
              <div className="max-w-md">
                {row.title && <p className="truncate font-medium">{row.title}</p>}
                <p className="line-clamp-2 text-ink-2">{row.text}</p>
                {row.media.length > 0 && (
                  <p className="text-ink-3 text-small">{t('quick.files', { count: row.media.length })}</p>
                )}
              </div>
            ),
          },
          {
            id: 'keywords',
            header: t('quick.keywords'),
            wideOnly: true,
            cell: row => <span className="text-ink-2">{row.keywords.join(', ')}</span>,
          },
          {
            id: 'usage',
            header: t('quick.used'),
            align: 'end',
            cell: row => (
              <>
                {formatNumber(locale, row.usage_count)}
                {row.last_used_at && (
                  <p className="whitespace-nowrap text-ink-3 text-meta max-md:hidden">
                    {formatDate(locale, row.last_used_at)}
                  </p>
                )}
              </>
            ),
          },
          {
            id: 'actions',
            header: '',
            headerLabel: t('quick.actions'),
            align: 'end',
            cell: row =>
              mayWrite(row) && (
                <span className="inline-flex">
                  <IconButton
                    label={t('quick.edit', { shortcut: row.shortcut })}
                    onClick={() => onOpen(row.id)}
                    className="max-md:hidden"
                  >
                    <Pencil className="size-4" aria-hidden />
                  </IconButton>
                  <IconButton
                    label={t('quick.delete', { shortcut: row.shortcut })}
                    onClick={() => void remove(row)}
                  >
                    <Trash2 className="size-4" aria-hidden />
                  </IconButton>
                </span>
              ),
          },
        ]}
      />
      <LoadMore
        shown={Math.min(drawn, rows.length)}
        hasMore={rows.length > drawn}
        busy={false}
        onMore={() => setDrawn(drawn + STEP)}
      />
    </>
  )
}
