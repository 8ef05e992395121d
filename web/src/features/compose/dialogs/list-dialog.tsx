import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { newKey } from '@/api/client'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { Button, IconButton } from '@/ui/button'
import { TextareaField, TextField } from '@/ui/field'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame, useCounter } from './frame'
import { OfferPreview } from './preview'

interface Row {
  key: string
  title: string
  text: string
}
const emptyRow = (): Row => ({ key: newKey(), title: '', text: '' })

/** A list of up to ten rows behind one button. */
export default function ListDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const counter = useCounter()
  const [body, setBody] = useState('')
  const [label, setLabel] = useState(() => t('compose.list_label'))
  const [rows, setRows] = useState<readonly Row[]>(() => [emptyRow(), emptyRow()])
  const used = rows.filter(row => row.title.trim() !== '')
  const patch = (key: string, change: Partial<Row>) =>
    setRows(all => all.map(row => (row.key === key ? { ...row, ...change } : row)))
  const tooLong =
    lengthOf(body) > LIMITS.listBody ||
    lengthOf(label) > LIMITS.button ||
    used.some(row => lengthOf(row.title) > LIMITS.rowTitle || lengthOf(row.text) > LIMITS.rowText)
  const fault =
    body.trim() === '' || label.trim() === ''
      ? t('compose.need_text')
      : used.length === 0
        ? t('compose.need_row')
        : tooLong
          ? t('compose.too_long')
          : null
  const send = () =>
    onSend(
      {
        type: 'interactive',
        interactive: {
          type: 'list',
          body: { text: body.trim() },
          action: {
            button: label.trim(),
            sections: [
              {
                rows: used.map((row, place) => ({
                  id: `r${place + 1}`,
                  title: row.title.trim(),
                  ...(row.text.trim() && { description: row.text.trim() }),
                })),
              },
            ],
          },
        },
      },
      body.trim(),
    )
  return (
    <ComposeFrame
      title={t('compose.list')}
      fault={fault}
      onSend={send}
      onClose={onClose}
      preview={
        <>
          <OfferPreview body={body} buttons={[{ title: label }]} />
          <div className="mt-2 rounded-card bg-surface p-2">
            <p className="text-center font-medium">{label}</p>
            <ul>
              {used.map(row => (
                <li key={row.key} className="border-line border-b py-1 last:border-0">
                  <p>{row.title}</p>
                  <p className="text-ink-2 text-small">{row.text}</p>
                </li>
              ))}
            </ul>
          </div>
        </>
      }
    >
      <TextareaField
        autoFocus
        label={t('compose.question')}
        value={body}
        hint={counter(body, LIMITS.listBody)}
        onChange={event => setBody(event.target.value)}
      />
      <TextField
        label={t('compose.list_button')}
        value={label}
        hint={counter(label, LIMITS.button)}
        onChange={event => setLabel(event.target.value)}
      />
      <ol className="flex flex-col gap-3">
        {rows.map((row, place) => (
          <li key={row.key} className="flex items-start gap-2">
            <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
              <TextField
                label={t('compose.row_nth', { place: place + 1 })}
                value={row.title}
                hint={counter(row.title, LIMITS.rowTitle)}
                onChange={event => patch(row.key, { title: event.target.value })}
              />
              <TextField
                label={t('compose.row_text')}
                value={row.text}
                hint={counter(row.text, LIMITS.rowText)}
                onChange={event => patch(row.key, { text: event.target.value })}
              />
            </div>
            <IconButton
              label={t('compose.remove_row', { place: place + 1 })}
              disabled={rows.length === 1}
              className="mt-6"
              onClick={() => setRows(all => all.filter(other => other.key !== row.key))}
            >
              <Trash2 className="size-4" aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <Button
        className="self-start"
        icon={<Plus className="size-4" aria-hidden />}
        whyDisabled={rows.length >= LIMITS.rows ? t('compose.rows_max', { count: LIMITS.rows }) : null}
        onClick={() => setRows(all => [...all, emptyRow()])}
      >
        {t('compose.add_row')}
      </Button>
    </ComposeFrame>
  )
}
