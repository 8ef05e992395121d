import { useQuery } from '@tanstack/react-query'
import { rowOf } from '@/lib/bidi'
import { useT } from '@/lib/i18n'
import { at, textAt } from '@/lib/json'
import { formatDateTime } from '@/lib/time'
import { labelsQuery } from '../api'
import { colleaguesQuery } from '../team'
import type { Entry } from './api'

const STATES = { open: 'opened', waiting: 'waiting', snoozed: 'snoozed', closed: 'closed' } as const

/** What was done with a conversation, in one sentence. */
export function useEntryWords(): (entry: Entry) => string {
  const { t, locale, find } = useT()
  const colleagues = useQuery(colleaguesQuery).data ?? []
  const labels = useQuery(labelsQuery).data ?? []
  const nameOf = (id: unknown) => colleagues.find(({ user_id }) => user_id === id)?.name
  const labelNames = (ids: unknown) =>
    rowOf(
      (Array.isArray(ids) ? ids : []).map(id => labels.find(label => label.id === id)?.name),
      ', ',
    )

  const assigned = ({ data, author }: Entry): string => {
    const to = at(data, 'to')
    const user = at(to, 'user_id')
    if (user && user === author.id) return t('inbox.did_take')
    if (user) return t('inbox.did_assign', { name: nameOf(user) ?? t('inbox.somebody') })
    if (at(to, 'team_id')) return t('inbox.did_team')
    return t('inbox.did_release')
  }
  const state = ({ data }: Entry): string => {
    const parts: string[] = []
    const to = textAt(data, 'to')
    const until = textAt(data, 'until')
    if (to === 'snoozed' && until)
      parts.push(t('inbox.did_snooze_until', { at: formatDateTime(locale, until) }))
    else if (to in STATES) parts.push(t(`inbox.did_${STATES[to as keyof typeof STATES]}`))
    if (at(data, 'is_spam') === true) parts.push(t('inbox.did_spam'))
    if (at(data, 'is_spam') === false) parts.push(t('inbox.did_no_spam'))
    if (at(data, 'bot') === true) parts.push(t('inbox.did_bot'))
    if (at(data, 'bot') === false) parts.push(t('inbox.did_take_over'))
    return parts.join(', ')
  }
  const labelled = ({ data }: Entry): string => {
    const added = labelNames(at(data, 'added'))
    const removed = labelNames(at(data, 'removed'))
    return [
      added && t('inbox.did_label', { names: added }),
      removed && t('inbox.did_unlabel', { names: removed }),
    ]
      .filter(Boolean)
      .join(', ')
  }
  const automation = ({ data }: Entry): string =>
    textAt(data, 'text') || find(`inbox.did_automation_${textAt(data, 'what')}`) || t('inbox.did_automation')

  const words = (entry: Entry): string => {
    switch (entry.kind) {
      case 'assigned':
        return assigned(entry)
      case 'state':
        return state(entry)
      case 'labels':
        return labelled(entry)
      case 'automation':
        return automation(entry)
      case 'merged':
        return t('inbox.did_merge')
      case 'note':
        return textAt(entry.data, 'text')
    }
  }
  return entry => {
    const said = words(entry) || t('inbox.did_change')
    return entry.author.name ? t('inbox.did_by', { name: entry.author.name, what: said }) : said
  }
}
