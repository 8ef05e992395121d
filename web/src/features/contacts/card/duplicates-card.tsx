import { useQuery } from '@tanstack/react-query'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { WsLink } from '@/lib/routing'
import { Button } from '@/ui/button'
import { Card } from '@/ui/page'
import { contactTitle } from '../list/contact-row'
import { duplicatesQuery } from '../people-api'

/** Contacts that may be the same person; nothing is shown when there are none. */
export function DuplicatesCard({ id, onMerge }: { id: string; onMerge: (otherId: string) => void }) {
  const { t } = useT()
  const can = useCan()
  const found = useQuery(duplicatesQuery(id)).data ?? []
  if (found.length === 0) return null
  return (
    <Card title={t('people.duplicates')}>
      <ul aria-label={t('people.duplicates')}>
        {found.map(({ contact, why }) => (
          <li
            key={contact.id}
            className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2 last:border-b-0"
          >
            <span className="min-w-0 flex-1">
              <WsLink to={`/contacts/${contact.id}`} className="block truncate font-medium hover:underline">
                {contactTitle(contact, t('contacts.nameless'))}
              </WsLink>
              <span className="block text-ink-2 text-small">
                {[formatPhone(contact.phone), t(`people.why_${why}`)].filter(Boolean).join(' · ')}
              </span>
            </span>
            <Button
              size="small"
              whyDisabled={can('contacts.delete') ? null : t('people.no_merge')}
              onClick={() => onMerge(contact.id)}
            >
              {t('people.compare')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
