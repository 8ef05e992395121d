import { useQuery } from '@tanstack/react-query'
import { FlaskConical, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { useBase } from './context'
import { CallsDesk } from './desk/calls/calls-desk'
import { ClockPanel } from './desk/clock-panel'
import { CustomersDesk } from './desk/customers/customers-desk'
import { FaultsDesk } from './desk/faults/faults-desk'
import { MoneyDesk } from './desk/money/money-desk'
import { NumbersDesk } from './desk/numbers/numbers-desk'
import { TemplatesDesk } from './desk/templates/templates-desk'
import { DeliveriesDesk } from './desk/webhooks/deliveries-desk'
import { Phone } from './phone/phone'
import { templatesQuery, worldQuery } from './queries'

/** The emulator: a customer's phone at the left, the world around it at the right. */
export function SandboxScreen({ phone, onPhone }: { phone: string; onPhone: (phone: string) => void }) {
  const { t, locale } = useT()
  const base = useBase()
  const [tab, setTab] = useState('customers')
  const world = useQuery(worldQuery(base))
  const waiting =
    useQuery(templatesQuery(base)).data?.filter(
      ({ status }) => status === 'PENDING' || status === 'IN_APPEAL',
    ).length ?? 0
  if (world.isPending) return <SkeletonRows />
  if (world.error && !world.data)
    return <ErrorState error={world.error} onRetry={() => void world.refetch()} />
  const numbers =
    world.data?.wabas.flatMap(waba => waba.numbers.map(number => ({ ...number, company: waba.name }))) ?? []
  const counts = world.data?.counts
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="striped flex shrink-0 flex-wrap items-center gap-x-3 border-line border-b px-4 py-2 text-warn">
        <FlaskConical className="size-5" aria-hidden />
        <h1 className="font-semibold">{t('sandbox.title')}</h1>
        <span>{t('sandbox.banner')}</span>
        {counts && (
          <span className="text-small md:ml-auto">
            {t('sandbox.counts', {
              customers: formatNumber(locale, counts.customers),
              messages: formatNumber(locale, counts.messages),
            })}
          </span>
        )}
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto lg:flex-row lg:overflow-hidden">
        <section
          aria-label={t('sandbox.phone')}
          data-landmark
          tabIndex={-1}
          className="flex shrink-0 justify-center p-4 outline-none lg:w-96 lg:overflow-y-auto"
        >
          {phone ? (
            <Phone key={phone} phone={phone} numbers={numbers} onMoved={onPhone} />
          ) : (
            <EmptyState icon={<Smartphone />} title={t('sandbox.choose_customer')}>
              {t('sandbox.choose_customer_how')}
            </EmptyState>
          )}
        </section>
        <section
          aria-label={t('sandbox.world')}
          data-landmark
          tabIndex={-1}
          className="flex min-h-0 min-w-0 flex-1 flex-col border-line outline-none lg:border-l"
        >
          <ClockPanel phone={phone} counts={counts} onScenario={() => onPhone('')} />
          <Tabs
            label={t('sandbox.world')}
            value={tab}
            onChange={setTab}
            className="min-h-96 flex-1 bg-surface"
            items={[
              {
                value: 'customers',
                label: t('sandbox.customers'),
                content: <CustomersDesk chosen={phone} onChoose={onPhone} />,
              },
              {
                value: 'templates',
                label: t('sandbox.templates'),
                ...(waiting > 0 && { count: formatNumber(locale, waiting) }),
                content: <TemplatesDesk />,
              },
              { value: 'log', label: t('sandbox.log'), content: <DeliveriesDesk /> },
              { value: 'calls', label: t('sandbox.calls'), content: <CallsDesk /> },
              {
                value: 'faults',
                label: t('sandbox.faults'),
                content: <FaultsDesk numbers={numbers} />,
              },
              {
                value: 'numbers',
                label: t('sandbox.numbers'),
                content: <NumbersDesk wabas={world.data?.wabas ?? []} />,
              },
              { value: 'money', label: t('sandbox.money'), content: <MoneyDesk numbers={numbers} /> },
            ]}
          />
        </section>
      </div>
    </div>
  )
}
