import { useT } from '@/lib/i18n'
import { Notice } from '@/ui/notice'

/** Who speaks when several could: the order that the server keeps. */
export function OrderNote({ className }: { className?: string }) {
  const { t } = useT()
  const steps = [
    t('automation.order.button'),
    t('automation.order.greeting'),
    t('automation.order.away'),
    t('automation.order.rule'),
  ]
  return (
    <Notice tone="info" title={t('automation.order.title')} className={className ?? ''}>
      <ol className="list-decimal pl-5">
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="mt-1">{t('automation.order.besides')}</p>
    </Notice>
  )
}
