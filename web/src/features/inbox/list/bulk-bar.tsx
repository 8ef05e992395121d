import { AlarmClock, CircleCheck, Download, EllipsisVertical, MailOpen, Tag, UserPlus, X } from 'lucide-react'
import { useCan } from '@/app/session'
import { download } from '@/lib/download'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { useCommands, useRunCommand } from '../actions/commands'
import { useFound } from './counts'
import { EXPORT_MAX, exportAddress } from './export'
import type { ListFilter } from './filter'
import { clearSelection, selectable, selectLoaded, selectWhole, targetOf, useSelection } from './selection'

/** What is done with all selected conversations at once. */
export default function BulkBar({ filter }: { filter: ListFilter }) {
  const { t, locale } = useT()
  const can = useCan()
  const selection = useSelection()
  const { ids, whole } = selection
  const run = useRunCommand()
  const commands = useCommands()
  const found = useFound(filter)
  const loaded = selectable()
  useHotkeys({ escape: clearSelection })
  const target = targetOf(selection)
  const count = whole?.count ?? ids.size
  const tooMany = whole === null && ids.size > EXPORT_MAX
  const file = {
    id: 'export',
    label: tooMany ? t('inbox.export_many', { max: EXPORT_MAX }) : t('inbox.export'),
    icon: <Download />,
    disabled: tooMany,
    separated: true,
    onSelect: () => download(exportAddress(target)),
  }
  const mayWhole = whole === null && found !== undefined && found > ids.size
  const mayLoaded = whole === null && !mayWhole && loaded > ids.size
  return (
    <div
      role="toolbar"
      aria-label={t('inbox.selected', { count })}
      className="flex shrink-0 flex-col gap-1 border-line border-t bg-surface p-2 shadow-high"
    >
      <div className="flex items-center gap-1">
        <IconButton label={t('inbox.select_none')} keys="Esc" onClick={clearSelection}>
          <X className="size-4" aria-hidden />
        </IconButton>
        <span role="status" className="mr-auto font-medium text-small">
          <span aria-hidden>{formatNumber(locale, count)}</span>
          <span className="sr-only">{t('inbox.selected', { count })}</span>
        </span>
        <IconButton label={t('keys.assign')} onClick={() => run('assign', target)}>
          <UserPlus className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('keys.labels')} onClick={() => run('labels', target)}>
          <Tag className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('keys.snooze')} onClick={() => run('snooze', target)}>
          <AlarmClock className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('inbox.close')} onClick={() => run('close', target)}>
          <CircleCheck className="size-4" aria-hidden />
        </IconButton>
        <IconButton label={t('inbox.mark_read')} onClick={() => run('read', target)}>
          <MailOpen className="size-4" aria-hidden />
        </IconButton>
        <Menu
          side="top"
          items={[
            ...commands(target).filter(({ id }) => ['take', 'team', 'reopen', 'spam'].includes(id)),
            ...(can('contacts.import') ? [file] : []),
          ]}
          trigger={
            <IconButton label={t('inbox.actions')}>
              <EllipsisVertical className="size-4" aria-hidden />
            </IconButton>
          }
        />
      </div>
      {mayWhole && (
        <button
          type="button"
          onClick={() => {
            selectLoaded()
            selectWhole(filter, found)
          }}
          className="inset-focus min-h-8 rounded-control text-on-soft text-small underline-offset-2 hover:underline max-md:min-h-11"
        >
          {t('inbox.select_whole', { count: found })}
        </button>
      )}
      {mayLoaded && (
        <button
          type="button"
          onClick={selectLoaded}
          className="inset-focus min-h-8 rounded-control text-on-soft text-small underline-offset-2 hover:underline max-md:min-h-11"
        >
          {t('inbox.select_loaded', { count: loaded })}
        </button>
      )}
    </div>
  )
}
