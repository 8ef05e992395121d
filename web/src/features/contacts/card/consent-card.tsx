import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Contact } from '@/api/types'
import { useCan } from '@/app/session'
import { numbersQuery } from '@/features/inbox/api'
import { businessNow } from '@/lib/clock'
import { translate, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Card } from '@/ui/page'
import { say } from '@/ui/toast'
import { setConsent } from '../api'
import { ConsentBadge } from '../consent-badge'
import { ConsentFields, consentBody, emptyConsent } from '../consent-fields'

type Change = 'granted' | 'withdrawn'

/** May we write first, how do we know, and the way to write down a change. */
export function ConsentCard({ contact }: { contact: Contact }) {
  const { t, locale, find } = useT()
  const can = useCan()
  const [change, setChange] = useState<Change | null>(null)
  const { state, source, at } = contact.consent
  const whyNot = can('contacts.manage') ? null : t('contacts.no_manage')
  return (
    <Card title={t('contacts.consent')}>
      <div className="flex flex-col gap-3 p-4">
        <div>
          <ConsentBadge consent={contact.consent} />
        </div>
        <p className="text-ink-2">{t(`contacts.consent_${state}_what`)}</p>
        {(source || at) && (
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            {source && (
              <>
                <dt className="text-ink-3">{t('contacts.consent_source')}</dt>
                <dd>{find(`contacts.source_${source}`) ?? source}</dd>
              </>
            )}
            {at && (
              <>
                <dt className="text-ink-3">{t('contacts.consent_date')}</dt>
                <dd>{formatDateTime(locale, at)}</dd>
              </>
            )}
          </dl>
        )}
        <MarketingStops contact={contact} />
        <div className="flex flex-wrap gap-2">
          {state !== 'granted' && (
            <Button whyDisabled={whyNot} onClick={() => setChange('granted')}>
              {t('contacts.consent_grant')}
            </Button>
          )}
          {state !== 'withdrawn' && (
            <Button whyDisabled={whyNot} onClick={() => setChange('withdrawn')}>
              {t('contacts.consent_withdraw')}
            </Button>
          )}
        </div>
      </div>
      {change && <ConsentDialog contact={contact} change={change} onClose={() => setChange(null)} />}
    </Card>
  )
}

/** From which numbers the customer wants no marketing, by WhatsApp's own switch. */
function MarketingStops({ contact }: { contact: Contact }) {
  const { t, locale } = useT()
  const numbers = useQuery(numbersQuery).data ?? []
  if (contact.marketing_stops.length === 0) return null
  const name = (id: string) => formatPhone(numbers.find(number => number.id === id)?.display_phone_number)
  return (
    <ul className="flex flex-col gap-1 text-ink-2">
      {contact.marketing_stops.map(({ number_id, at }) => (
        <li key={number_id}>
          {t('people.marketing_stopped', { number: name(number_id), at: formatDateTime(locale, at) })}
        </li>
      ))}
    </ul>
  )
}

function ConsentDialog({
  contact,
  change,
  onClose,
}: {
  contact: Contact
  change: Change
  onClose: () => void
}) {
  const { t } = useT()
  const form = useId()
  const [draft, setDraft] = useState(() => ({ ...emptyConsent(businessNow()), source: 'manual' }))
  const save = useMutation({
    mutationFn: () => setConsent(contact.id, consentBody(change, draft)),
    onSuccess: () => {
      say(t(`contacts.consent_${change}_done`))
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t(change === 'granted' ? 'contacts.consent_grant' : 'contacts.consent_withdraw')}
      description={t(`contacts.consent_${change}_what`)}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            kind={change === 'granted' ? 'primary' : 'danger'}
            type="submit"
            form={form}
            busy={save.isPending}
          >
            {t(change === 'granted' ? 'contacts.consent_grant' : 'contacts.consent_withdraw')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <ConsentFields value={draft} onChange={setDraft} />
        {save.error && (
          <p role="alert" className="text-danger">
            {errorWords(save.error, translate())}
          </p>
        )}
      </form>
    </Dialog>
  )
}
