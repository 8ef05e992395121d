import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { MessageCircle } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useGo } from '@/lib/routing'
import { useNavEntries } from './nav-entries'

const ITEM =
  'flex min-h-9 items-center gap-2 rounded-control px-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-on-soft'

/** Go anywhere by typing: screens, and conversations by name, number or text. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const go = useGo()
  const entries = useNavEntries()
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['conversations', 'palette', words],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/api/v1/conversations', { params: { query: { q: words, limit: 8 } }, signal }))
        .data,
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
  })
  const open = (path: string) => {
    onClose()
    go(path)
  }
  const screens = entries.filter(entry => t(entry.label).toLowerCase().includes(words.toLowerCase()))
  return (
    <Command.Dialog
      open
      onOpenChange={shown => !shown && onClose()}
      label={t('app.palette')}
      shouldFilter={false}
      overlayClassName="fixed inset-0 z-40 bg-black/45"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-card border border-line bg-surface shadow-high"
    >
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={t('app.palette_hint')}
        className="inset-focus h-12 w-full border-line border-b bg-surface px-4 text-lead"
      />
      <Command.List label={t('app.palette')} className="max-h-[60vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-ink-3">{t('app.palette_empty')}</Command.Empty>
        {screens.length > 0 && (
          <Command.Group
            heading={<span className="px-2 text-ink-3 text-meta">{t('app.palette_screens')}</span>}
          >
            {screens.map(({ to, label, icon: Icon }) => (
              <Command.Item key={to} value={to} onSelect={() => open(to)} className={ITEM}>
                <Icon className="size-4" aria-hidden />
                {t(label)}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {words.length > 1 && (found.data?.length ?? 0) > 0 && (
          <Command.Group
            heading={<span className="px-2 text-ink-3 text-meta">{t('app.palette_conversations')}</span>}
          >
            {found.data?.map(conversation => (
              <Command.Item
                key={conversation.id}
                value={conversation.id}
                onSelect={() => open(`/inbox/all/${conversation.id}`)}
                className={ITEM}
              >
                <MessageCircle className="size-4" aria-hidden />
                <span className="truncate">
                  {conversation.contact.name || formatPhone(conversation.contact.phone)}
                </span>
                <span className="ml-auto shrink-0 text-ink-3 text-small">
                  {formatPhone(conversation.contact.phone)}
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command.Dialog>
  )
}
