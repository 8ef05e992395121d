import { Megaphone } from 'lucide-react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { at, textAt } from '@/lib/json'

/** Only the web's own addresses are made links of: the customer's app names them, not we. */
const webAddress = (text: string): string | undefined => (/^https?:\/\//i.test(text) ? text : undefined)

/** The advertisement that the customer came from; its picture is not fetched from outside. */
export function ReferralCard({ message }: { message: Message }) {
  const { t } = useT()
  const referral = at(message.content, 'referral')
  if (!referral) return null
  const link = webAddress(textAt(referral, 'source_url'))
  return (
    <div className="mb-1 rounded-control border-accent border-l-[3px] bg-black/5 px-2 py-1 text-small [overflow-wrap:anywhere]">
      <p className="flex items-center gap-1.5 font-medium text-on-soft">
        <Megaphone className="size-4 shrink-0" aria-hidden />
        {t(textAt(referral, 'source_type') === 'post' ? 'inbox.from_post' : 'inbox.from_ad')}
      </p>
      {textAt(referral, 'headline') && <p className="font-medium">{textAt(referral, 'headline')}</p>}
      {textAt(referral, 'body') && <p className="line-clamp-3 text-ink-2">{textAt(referral, 'body')}</p>}
      {link && (
        <a href={link} target="_blank" rel="noopener noreferrer" className="text-on-soft underline">
          {t('inbox.open_ad')}
        </a>
      )}
    </div>
  )
}

/** That a message was passed on, and which product it asks about. */
export function ForwardLine({ message }: { message: Message }) {
  const { t } = useT()
  const context = at(message.content, 'context')
  const product = textAt(context, 'referred_product', 'product_retailer_id')
  const often = at(context, 'frequently_forwarded') === true
  return (
    <>
      {(often || at(context, 'forwarded') === true) && (
        <p className="text-bubble-meta text-meta italic">
          {t(often ? 'inbox.forwarded_often' : 'inbox.forwarded')}
        </p>
      )}
      {product && <p className="text-ink-2 text-small">{t('inbox.about_product', { product })}</p>}
    </>
  )
}
