import { Building2, Link2, Mail, Phone, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { listAt, textAt } from '@/lib/json'
import { formatPhone } from '@/lib/phone'

const SHOWN = 5

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 text-ink-2 text-small [overflow-wrap:anywhere]">
      <span aria-hidden className="shrink-0 *:size-3.5">
        {icon}
      </span>
      {children}
    </p>
  )
}

function Card({ card }: { card: unknown }) {
  const { t } = useT()
  const name =
    textAt(card, 'name', 'formatted_name') ||
    [textAt(card, 'name', 'first_name'), textAt(card, 'name', 'last_name')].filter(Boolean).join(' ')
  return (
    <li className="flex items-start gap-2">
      <UserRound className="mt-0.5 size-5 shrink-0 text-bubble-meta" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">{name || t('inbox.nameless')}</p>
        {textAt(card, 'org', 'company') && <Line icon={<Building2 />}>{textAt(card, 'org', 'company')}</Line>}
        {listAt(card, 'phones').map((phone, row) => (
          <Line key={`p${row}`} icon={<Phone />}>
            {formatPhone(textAt(phone, 'phone') || textAt(phone, 'wa_id'))}
          </Line>
        ))}
        {listAt(card, 'emails').map((mail, row) => (
          <Line key={`m${row}`} icon={<Mail />}>
            {textAt(mail, 'email')}
          </Line>
        ))}
        {listAt(card, 'urls').map((site, row) => (
          <Line key={`u${row}`} icon={<Link2 />}>
            {textAt(site, 'url')}
          </Line>
        ))}
      </div>
    </li>
  )
}

/** Contact cards: the first few at once, the rest when they are asked for. */
export function ContactCards({ message }: { message: Message }) {
  const { t } = useT()
  const cards = listAt(message.content, 'contacts')
  const more = cards.slice(SHOWN)
  return (
    <>
      <ul className="flex flex-col gap-2">
        {cards.slice(0, SHOWN).map((card, index) => (
          <Card key={index} card={card} />
        ))}
      </ul>
      {more.length > 0 && (
        <details className="mt-1">
          <summary className="min-h-6 cursor-pointer text-on-soft text-small">
            {t('inbox.more_cards', { count: more.length })}
          </summary>
          <ul className="mt-1 flex flex-col gap-2">
            {more.map((card, index) => (
              <Card key={index} card={card} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
