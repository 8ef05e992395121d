import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { ChevronRight, FileText, Megaphone, MessageCircle, Search, User } from 'lucide-react'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { placeOf, searchQuery } from '@/features/search/api'
import { Excerpt } from '@/features/search/excerpt'
import { personName } from '@/features/search/words'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { type SearchValues, useGo } from '@/lib/routing'
import { SHORTCUTS, useKeyLabel } from '@/lib/shortcuts'
import { useFocusBack } from '@/ui/focus-back'
import { settings } from '../features'
import { useCan } from '../session'
import { useNavEntries } from './nav-entries'
import { isNamed, type PaletteCommand, paletteCommands } from './palette-commands'

const KEY_TO = new Map(SHORTCUTS.flatMap(({ key, to }) => (to ? [[to, key]] : [])))
const ITEM =
  'flex min-h-9 max-md:min-h-11 items-center gap-2 rounded-control px-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-on-soft'

/** Do or find anything by typing: commands, screens and settings, people, messages with their place, templates and campaigns. */
export default function Palette({ onClose }: { onClose: () => void }) {
  useFocusBack()
  const { t } = useT()
  const go = useGo()
  const can = useCan()
  const entries = useNavEntries()
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed.trim())
  const found = useQuery(searchQuery(words))
  const open = (path: string, search: SearchValues = {}) => {
    onClose()
    go(path, { search })
  }
  const keyLabel = useKeyLabel()
  // What could be done when the palette was opened: it stands over everything since.
  const [possible] = useState(() => paletteCommands(t, keyLabel))
  const commands = possible.filter(({ label }) => isNamed(label, words))
  /** The focus has gone back to where it was before the command may move it. */
  const run = ({ onSelect }: PaletteCommand) => {
    flushSync(onClose)
    setTimeout(onSelect)
  }
  const named = <Entry extends { label: PlainKey }>(all: readonly Entry[]) =>
    all.filter(entry => isNamed(t(entry.label), words))
  const screens = named(entries)
  const own = words ? named(settings.filter(({ permission }) => can(permission))) : []
  const hits = words.length > 1 ? found.data : undefined
  const first =
    commands[0]?.id ??
    screens[0]?.to ??
    (own[0] && `s ${own[0].to}`) ??
    hits?.contacts[0]?.id ??
    hits?.messages[0]?.message_id ??
    hits?.templates[0]?.id ??
    hits?.campaigns[0]?.id ??
    'all'
  const [marked, setMarked] = useState(first)
  // The first line is marked with each letter, and again when its answer comes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words, another choice
  useEffect(() => setMarked(first), [words, first])
  return (
    <Command.Dialog
      open
      onOpenChange={shown => !shown && onClose()}
      label={t('app.palette')}
      shouldFilter={false}
      value={marked}
      onValueChange={setMarked}
      overlayClassName="fixed inset-0 z-40 bg-black/45"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-card border border-line bg-surface shadow-high"
    >
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder={t('app.palette_hint')}
        className="inset-focus h-12 w-full border-line border-b bg-surface px-4 text-lead"
      />
      <Command.List label={t('app.palette')} className="max-h-[60vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-ink-3">{t('app.palette_empty')}</Command.Empty>
        <Group title={t('app.palette_commands')} shown={commands.length > 0}>
          {commands.map(command => (
            <Command.Item key={command.id} value={command.id} onSelect={() => run(command)} className={ITEM}>
              <span className="grid size-4 place-items-center *:size-4" aria-hidden>
                {command.icon ?? <ChevronRight />}
              </span>
              <span className="min-w-0 truncate">{command.label}</span>
              <Key>{command.keys}</Key>
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_screens')} shown={screens.length > 0}>
          {screens.map(({ to, label, icon: Icon }) => (
            <Command.Item key={to} value={to} onSelect={() => open(to)} className={ITEM}>
              <Icon className="size-4" aria-hidden />
              {t(label)}
              <Key>{keyLabel(KEY_TO.get(to) ?? '')}</Key>
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_settings')} shown={own.length > 0}>
          {own.map(({ to, label, icon: Icon }) => (
            <Command.Item key={to} value={`s ${to}`} onSelect={() => open(to)} className={ITEM}>
              <Icon className="size-4" aria-hidden />
              {t(label)}
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_contacts')} shown={Boolean(hits?.contacts.length)}>
          {hits?.contacts.map(person => (
            <Command.Item
              key={person.id}
              value={person.id}
              onSelect={() => open(`/contacts/${person.id}`)}
              className={ITEM}
            >
              <User className="size-4 shrink-0" aria-hidden />
              <span className="min-w-0 truncate">{personName(person, t('app.palette_nameless'))}</span>
              <span className="ml-auto shrink-0 text-small">{formatPhone(person.phone)}</span>
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_messages')} shown={Boolean(hits?.messages.length)}>
          {hits?.messages.map(hit => (
            <Command.Item
              key={hit.message_id}
              value={hit.message_id}
              onSelect={() => open(placeOf(hit).path, placeOf(hit).search)}
              className={ITEM}
            >
              <MessageCircle className="size-4 shrink-0" aria-hidden />
              <span className="min-w-0 flex-1 truncate">
                <Excerpt pieces={hit.excerpt} />
              </span>
              <span className="max-w-[40%] shrink-0 truncate text-small">
                {personName(hit.contact, t('app.palette_nameless'))}
              </span>
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_templates')} shown={Boolean(hits?.templates.length)}>
          {hits?.templates.map(({ id, name, language }) => (
            <Command.Item key={id} value={id} onSelect={() => open(`/templates/${id}`)} className={ITEM}>
              <FileText className="size-4 shrink-0" aria-hidden />
              <span className="min-w-0 truncate">{name}</span>
              <span className="ml-auto shrink-0 text-small">{language}</span>
            </Command.Item>
          ))}
        </Group>
        <Group title={t('app.palette_campaigns')} shown={Boolean(hits?.campaigns.length)}>
          {hits?.campaigns.map(({ id, name }) => (
            <Command.Item key={id} value={id} onSelect={() => open(`/campaigns/${id}`)} className={ITEM}>
              <Megaphone className="size-4 shrink-0" aria-hidden />
              <span className="min-w-0 truncate">{name}</span>
            </Command.Item>
          ))}
        </Group>
        {words.length > 1 && (
          <Command.Item value="all" onSelect={() => open('/search', { q: words })} className={ITEM}>
            <Search className="size-4 shrink-0" aria-hidden />
            <span className="min-w-0 truncate">{t('app.palette_all', { words })}</span>
          </Command.Item>
        )}
      </Command.List>
    </Command.Dialog>
  )
}

function Group({ title, shown, children }: { title: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null
  return (
    <Command.Group heading={<span className="px-2 text-ink-3 text-meta">{title}</span>}>
      {children}
    </Command.Group>
  )
}

/** The key that does the same. */
const Key = ({ children }: { children: string | undefined }) =>
  children ? <kbd className="ml-auto shrink-0 font-sans text-meta max-md:hidden">{children}</kbd> : null
