import type { ReactNode } from 'react'
import type { View } from '@/api/types'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { Bubble } from './bubble'
import { TemplateBody } from './template-bubble'

/** The frame of a phone; what is inside is the customer's view. */
export function PhoneFrame({
  title,
  children,
  className,
}: {
  title?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <div
      className={cx(
        'flex h-[34rem] w-full max-w-80 flex-col overflow-hidden rounded-[2rem] border-[6px] border-ink bg-thread shadow-high',
        className,
      )}
    >
      {title && <div className="shrink-0 border-line border-b bg-surface px-3 py-2">{title}</div>}
      {children}
    </div>
  )
}

/** A template in a phone, as its receiver will see it. */
export function PhonePreview({
  content,
  values,
  className,
}: {
  content: View<'TemplateContent'>
  values?: Readonly<Record<string, string>>
  className?: string
}) {
  const { t } = useT()
  return (
    <figure className={cx('w-full max-w-80', className)}>
      <figcaption className="sr-only">{t('ui.phone_preview')}</figcaption>
      <PhoneFrame className="h-[28rem]">
        <section
          className="inset-focus min-h-0 flex-1 overflow-y-auto p-3 pt-6"
          aria-label={t('ui.phone_preview')}
          tabIndex={0}
        >
          <Bubble side="in" className="max-w-[92%]">
            <TemplateBody content={content} values={values ?? {}} />
          </Bubble>
        </section>
      </PhoneFrame>
    </figure>
  )
}
