import type { ReactNode } from 'react'
import { type NumberDesk, type SandboxNumber, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useChange } from '../../queries'

const PENDING_NAME = 'PENDING_REVIEW'
type Order = { path: 'name_decision' | 'official_decision'; body: Record<string, unknown> }

interface NumberReviewsProps {
  number: SandboxNumber
  desk: NumberDesk
}

/** What reviewers have before them about a number: its display name, its badge. */
export function NumberReviews({ number, desk }: NumberReviewsProps) {
  const { t } = useT()
  const decide = useChange<Order>((base, { path, body }) =>
    sandboxCall(base, 'POST', `numbers/${number.phone_number_id}/${path}`, { body }),
  )
  const button = (label: string, order: Order, primary = false): ReactNode => (
    <Button
      size="small"
      kind={primary ? 'primary' : 'secondary'}
      busy={decide.isPending}
      onClick={() => decide.mutate(order)}
    >
      {label}
    </Button>
  )
  const nameWaits = desk.new_name_status === PENDING_NAME || desk.name_status === PENDING_NAME
  return (
    <>
      {nameWaits && (
        <Notice
          tone="warn"
          title={t('sandbox.name_waits', { name: desk.new_display_name ?? number.verified_name })}
        >
          <div className="flex flex-wrap gap-1.5 pt-1">
            {button(t('sandbox.approve'), { path: 'name_decision', body: { decision: 'approve' } }, true)}
            {button(t('sandbox.reject'), {
              path: 'name_decision',
              body: { decision: 'reject', reason: 'NAME_FORMAT_UNACCEPTABLE' },
            })}
            {button(t('sandbox.name_defer'), { path: 'name_decision', body: { decision: 'defer' } })}
          </div>
        </Notice>
      )}
      {desk.official_status === 'PENDING' && (
        <Notice tone="warn" title={t('sandbox.official_waits')}>
          <div className="flex flex-wrap gap-1.5 pt-1">
            {button(t('sandbox.approve'), { path: 'official_decision', body: { approve: true } }, true)}
            {button(t('sandbox.reject'), { path: 'official_decision', body: { approve: false } })}
          </div>
        </Notice>
      )}
    </>
  )
}
