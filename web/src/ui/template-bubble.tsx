import { ExternalLink, File, Image, MapPin, Phone, Reply, SquarePlay } from 'lucide-react'
import type { ReactNode } from 'react'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { WaText } from './wa-text'

type Content = View<'TemplateContent'>

/** Puts values into `{{1}}` and `{{name}}`; a variable without a value stays visible. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => values[name] || whole)
}

/** The variables of a text, in order, each once. */
export const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)].map(match => match[1] as string)),
]

const HEADER_ICONS = { image: Image, video: SquarePlay, document: File, location: MapPin }

function Header({
  header,
  values,
}: {
  header: NonNullable<Content['header']>
  values: Readonly<Record<string, string>>
}) {
  const { t } = useT()
  if (header.format === 'text')
    return <p className="font-semibold">{fillVariables(header.text ?? '', values)}</p>
  const Icon = HEADER_ICONS[header.format]
  return (
    <div className="mb-1 grid h-28 place-items-center rounded-card bg-surface-2 text-ink-3">
      <span className="flex flex-col items-center gap-1 text-meta">
        <Icon className="size-7" aria-hidden />
        {t(`ui.header_${header.format}`)}
      </span>
    </div>
  )
}

const BUTTON_ICONS = { quick_reply: Reply, url: ExternalLink, phone_number: Phone, copy_code: File }

/** What a template looks like in the customer's phone, filled with values. */
export function TemplateBody({
  content,
  values = {},
  headerValues = values,
  meta,
}: {
  content: Content
  values?: Readonly<Record<string, string>>
  /** The header's own values, where they are told apart from the body's. */
  headerValues?: Readonly<Record<string, string>>
  meta?: ReactNode
}) {
  return (
    <>
      {content.header && <Header header={content.header} values={headerValues} />}
      <WaText text={fillVariables(content.body, values)} />
      {content.footer && <p className="mt-1 text-bubble-meta text-small">{content.footer}</p>}
      {meta}
      {content.buttons.length > 0 && (
        <ul className="-mx-3 mt-1.5 -mb-1.5 border-line border-t">
          {content.buttons.map((button, index) => {
            const Icon = BUTTON_ICONS[button.type]
            return (
              <li
                key={index}
                className="flex min-h-9 items-center justify-center gap-1.5 border-line border-b px-3 text-on-soft last:border-b-0"
              >
                <Icon className="size-4" aria-hidden />
                {button.text}
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}
