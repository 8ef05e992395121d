import { useQuery } from '@tanstack/react-query'
import type { Campaign, View } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { rowOf } from '@/lib/bidi'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { Card } from '@/ui/page'
import { forecastQuery } from '../api'
import { hasAudience } from './steps'

/** How many of the audience will get it; the server counts everybody against every rule. */
export function Funnel({ campaign, audience }: { campaign: Campaign; audience: number | null }) {
  const { t } = useT()
  // The server can count only who gets a certain message from a certain number.
  const said = campaign.template_id ?? campaign.content?.text.body.trim()
  const ready = hasAudience(campaign.audience) && Boolean(campaign.number_id && said)
  const forecast = useQuery({ ...forecastQuery(campaign), enabled: ready, retry: false })
  if (!ready || !forecast.data)
    return audience === null ? null : <p className="text-ink-3 text-small">{t('campaigns.funnel_later')}</p>
  return (
    <Card title={t('campaigns.funnel')}>
      <FunnelBody forecast={forecast.data} />
    </Card>
  )
}

/** The audience, who is left out by which rule, and who gets it. */
export function FunnelBody({ forecast }: { forecast: View<'Forecast'> }) {
  const { t, locale } = useT()
  const words = useReasonWords()
  return (
    <div className="flex flex-col gap-3 p-4">
      <p className="font-semibold text-title" role="status">
        {t('campaigns.will_get', {
          audience: formatNumber(locale, forecast.audience),
          recipients: formatNumber(locale, forecast.recipients),
        })}
      </p>
      <ul className="flex flex-col gap-2">
        {forecast.exclusions
          .filter(({ count }) => count > 0)
          .map(({ rule, count, examples }) => {
            const { title, action } = words({ code: rule, rule })
            return (
              <li key={rule} className="border-line border-t pt-2">
                <details>
                  <summary className="min-h-6 cursor-pointer">
                    <span className="font-medium">{title}</span>{' '}
                    <span className="text-ink-2">{t('campaigns.people', { count })}</span>
                  </summary>
                  {action && <p className="mt-1 text-ink-2 text-small">{action}</p>}
                  <ul className="mt-1 text-ink-3 text-small">
                    {examples.slice(0, 5).map(person => (
                      <li key={person.contact_id} className="truncate">
                        {rowOf([person.name, formatPhone(person.phone)])}
                      </li>
                    ))}
                  </ul>
                </details>
              </li>
            )
          })}
      </ul>
    </div>
  )
}
