import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { View } from '@/api/types'
import { fieldsQuery } from '@/features/inbox/api'
import { businessNow } from '@/lib/clock'
import { dateInput, momentOfDay } from '@/lib/date-input'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { SkeletonRows } from '@/ui/states'
import { checkImport, type Import } from './api'
import { ColumnTable } from './column-table'
import { type Choices, guessedChoices, mappingProblem, toChoice, toMapping } from './mapping'
import { ConsentOptions, OtherOptions, ReadingOptions } from './options'

export interface Options {
  encoding: string
  delimiter: string
  hasHeader: boolean
  country: string
  duplicates: 'skip' | 'update'
  labels: string[]
  consented: boolean
  consentSource: string
  consentDate: string
}

function startOptions({ options, ...found }: Import): Options {
  return {
    encoding: found.encoding,
    delimiter: found.delimiter,
    hasHeader: found.has_header,
    country: (options?.default_country ?? found.default_country).toUpperCase(),
    duplicates: options?.duplicates ?? 'update',
    labels: options?.label_ids ?? [],
    consented: Boolean(options?.consent),
    consentSource: options?.consent?.source ?? '',
    consentDate: options?.consent ? dateInput(Date.parse(options.consent.at)) : '',
  }
}

function startChoices(found: Import, fields: View<'Field'>[]): Choices {
  const guessed = guessedChoices(found.columns, fields)
  const chosen = found.options?.mapping
  if (!chosen) return guessed
  return Object.fromEntries(
    found.columns.map(({ index, header }) => {
      const target = chosen.find(item => item.index === index)?.target
      return [index, target ? toChoice(target, header, fields) : guessed[index]]
    }),
  ) as Choices
}

const toApi = (found: Import, options: Options, choices: Choices): View<'ImportOptions'> => ({
  mapping: toMapping(found.columns, choices),
  default_country: options.country,
  has_header: options.hasHeader,
  encoding: options.encoding,
  delimiter: options.delimiter,
  duplicates: options.duplicates,
  label_ids: options.labels,
  ...(options.consented && {
    consent: { source: options.consentSource.trim(), at: momentOfDay(options.consentDate, businessNow()) },
  }),
})

/** Reads the file another way; which column is the phone is guessed from what comes back. */
const rereading = (found: Import, options: Options): View<'ImportOptions'> => ({
  ...toApi(found, { ...options, consented: false, labels: [] }, {}),
  mapping: [{ index: 0, target: 'phone' }],
})

/** What each column means, how the file is read, and what to do with its people. */
export function ColumnsStep({ found, onChecked }: { found: Import; onChecked: () => void }) {
  const fields = useQuery(fieldsQuery)
  if (fields.isPending) return <SkeletonRows rows={6} />
  return <ColumnsForm found={found} fields={fields.data ?? []} onChecked={onChecked} />
}

function ColumnsForm({
  found,
  fields,
  onChecked,
}: {
  found: Import
  fields: View<'Field'>[]
  onChecked: () => void
}) {
  const { t } = useT()
  const [options, setOptions] = useState(() => startOptions(found))
  const [choices, setChoices] = useState(() => startChoices(found, fields))
  const [tried, setTried] = useState(false)
  const check = useMutation({
    mutationFn: () => checkImport(found.id, toApi(found, options, choices)),
    onSuccess: onChecked,
  })
  // Another encoding or delimiter makes other columns: the server reads the file anew and guesses again.
  const reread = useMutation({
    mutationFn: (next: Options) => checkImport(found.id, rereading(found, next)),
    onSuccess: read => setChoices(guessedChoices(read.columns, fields)),
  })
  const changeReading = (next: Options) => {
    setOptions(next)
    reread.mutate(next)
  }
  const problem = mappingProblem(choices)
  const consentMissing = options.consented && (!options.consentSource.trim() || !options.consentDate)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem && !consentMissing) check.mutate()
  }
  const failure = check.error ?? reread.error
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ReadingOptions options={options} onChange={changeReading} busy={reread.isPending} />
      <ColumnTable columns={found.columns} fields={fields} choices={choices} onChange={setChoices} />
      <OtherOptions options={options} onChange={setOptions} />
      <ConsentOptions options={options} onChange={setOptions} showMissing={tried} />
      {tried && problem && <Notice tone="danger" title={t(`import.${problem}`)} />}
      {failure && (
        <p role="alert" className="text-danger">
          {errorWords(failure, translate())}
        </p>
      )}
      <div>
        <Button kind="primary" type="submit" busy={check.isPending}>
          {t('import.to_check')}
        </Button>
      </div>
    </form>
  )
}
