import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatDate } from '@/lib/time'
import { labelsQuery, numbersQuery } from '../api'
import { colleaguesQuery, teamsQuery } from '../team'
import { type FilterName, type ListFilter, narrowing } from './filter'

/** What a list is narrowed to, each in words: for the chips, and for a list that came out empty. */
export function useFilterWords(filter: ListFilter): { name: FilterName; text: string }[] {
  const { t, locale, find } = useT()
  const wanted = narrowing(filter)
  const ask = (name: FilterName) => ({ enabled: wanted.includes(name) })
  const numbers = useQuery({ ...numbersQuery, ...ask('number') }).data ?? []
  const labels = useQuery({ ...labelsQuery, ...ask('label') }).data ?? []
  const members = useQuery({ ...colleaguesQuery, ...ask('assignee') }).data ?? []
  const teams = useQuery({ ...teamsQuery, ...ask('team') }).data ?? []
  const words: Record<string, () => string | undefined> = {
    number: () => {
      const number = numbers.find(({ id }) => id === filter.number)
      return number?.verified_name || formatPhone(number?.display_phone_number ?? null)
    },
    label: () =>
      filter.label
        .split(',')
        .flatMap(id => labels.find(label => label.id === id)?.name ?? [])
        .join(t(filter.labels === 'all' ? 'inbox.label_and' : 'inbox.label_or')),
    assignee: () =>
      filter.assignee === 'none'
        ? t('inbox.nobody')
        : members.find(({ user_id }) => user_id === filter.assignee)?.name,
    team: () => teams.find(({ id }) => id === filter.team)?.name,
    state: () => find(`inbox.state_${filter.state}`) ?? undefined,
    unread: () => t('inbox.view_unread'),
    waiting: () => t('inbox.filter_waiting'),
    window: () => find(`inbox.filter_window_${filter.window}`) ?? undefined,
    from: () => t('inbox.filter_from_date', { date: formatDate(locale, filter.from) }),
    to: () => t('inbox.filter_to_date', { date: formatDate(locale, filter.to) }),
  }
  const named = wanted.map(name => ({ name, text: words[name]?.() || t('inbox.filter') }))
  return filter.q ? [{ name: 'q' as const, text: `«${filter.q}»` }, ...named] : named
}
