import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import type { Connection } from './api'

const LOOKS = {
  done: { Icon: CircleCheck, color: 'text-success' },
  failed: { Icon: CircleAlert, color: 'text-danger' },
  waiting: { Icon: CircleDashed, color: 'text-ink-3' },
}
const STEPS = ['token', 'number', 'webhook', 'numbers', 'templates'] as const

/** The steps of connecting with their outcome, and what to do about a failed one. */
export function Checks({ connection }: { connection: Connection }) {
  const { t, find } = useT()
  const words = useReasonWords()
  return (
    <div role="status">
      <ol aria-label={t('numbers.checks')} className="flex flex-col gap-2">
        {STEPS.map(step => {
          const check = connection.checks.find(one => one.step === step)
          const state = check?.state ?? 'waiting'
          const { Icon, color } = LOOKS[state]
          return (
            <li key={step} className="flex gap-2">
              <Icon
                role="img"
                aria-label={t(`numbers.check_${state}`)}
                className={`size-5 shrink-0 ${color}`}
              />
              <div className="min-w-0">
                <p className={state === 'waiting' ? 'text-ink-2' : ''}>{t(`numbers.step_${step}`)}</p>
                {check && state === 'failed' && (
                  <>
                    <p className="text-danger text-small [overflow-wrap:anywhere]">
                      {(check.code && find(`numbers.failed_${check.code}`)) ||
                        words({ code: check.code ?? '', detail: check.detail ?? null }).title}
                    </p>
                    {check.detail && (
                      <p className="text-ink-3 text-small [overflow-wrap:anywhere]">{check.detail}</p>
                    )}
                    <p className="text-ink-2 text-small">{t(`numbers.fix_${step}`)}</p>
                  </>
                )}
                {check && state === 'done' && check.detail && (
                  <p className="text-ink-3 text-small [overflow-wrap:anywhere]">{check.detail}</p>
                )}
                {check && state === 'done' && check.code && (
                  <p className="text-small text-warn">{words({ code: check.code }).title}</p>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
