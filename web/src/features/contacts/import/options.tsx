import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { Checkbox, RadioGroup } from '@/ui/toggle'
import { countryOptions } from '../countries'
import { LabelPicker } from '../label-picker'
import type { Options } from './columns-step'

const ENCODINGS = ['utf-8', 'windows-1251', 'utf-16le', 'utf-16be', 'koi8-r', 'ibm866']
const DELIMITERS = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' } as const

interface Props {
  options: Options
  onChange: (options: Options) => void
}

const withPresent = (values: readonly string[], present: string): string[] =>
  present === '' || values.includes(present) ? [...values] : [present, ...values]

/** How the file is read: guessed, and changed here when the samples look wrong. */
export function ReadingOptions({ options, onChange, busy }: Props & { busy: boolean }) {
  const { t } = useT()
  // Workbooks have neither an encoding nor a delimiter.
  const isText = options.delimiter !== ''
  const delimiterName = (value: string) => {
    const name = DELIMITERS[value as keyof typeof DELIMITERS]
    return name ? t(`import.delimiter_${name}`) : value
  }
  return (
    <Card title={t('import.reading')} className={busy ? 'opacity-55' : ''}>
      <div className="grid gap-3 p-4 sm:grid-cols-3" aria-busy={busy}>
        {isText && (
          <>
            <SelectField
              label={t('import.encoding')}
              value={options.encoding}
              onChange={event => onChange({ ...options, encoding: event.target.value })}
              options={withPresent(ENCODINGS, options.encoding).map(value => ({ value, label: value }))}
            />
            <SelectField
              label={t('import.delimiter')}
              value={options.delimiter}
              onChange={event => onChange({ ...options, delimiter: event.target.value })}
              options={withPresent(Object.keys(DELIMITERS), options.delimiter).map(value => ({
                value,
                label: delimiterName(value),
              }))}
            />
          </>
        )}
        <Checkbox
          className="self-end pb-2"
          label={t('import.has_header')}
          checked={options.hasHeader}
          onChange={hasHeader => onChange({ ...options, hasHeader })}
        />
      </div>
    </Card>
  )
}

/** The country of bare numbers, people known already, labels for everybody. */
export function OtherOptions({ options, onChange }: Props) {
  const { t, locale } = useT()
  return (
    <Card title={t('import.what_to_do')}>
      <div className="grid gap-4 p-4 md:grid-cols-2">
        <SelectField
          label={t('import.country')}
          hint={t('import.country_hint')}
          value={options.country}
          onChange={event => onChange({ ...options, country: event.target.value })}
          options={countryOptions(locale, options.country)}
        />
        <div className="flex flex-col gap-1">
          <span className="font-medium" aria-hidden>
            {t('import.duplicates')}
          </span>
          <RadioGroup
            label={t('import.duplicates')}
            value={options.duplicates}
            onChange={duplicates => onChange({ ...options, duplicates })}
            options={[
              { value: 'update', label: t('import.duplicates_update') },
              { value: 'skip', label: t('import.duplicates_skip') },
            ]}
          />
        </div>
        <LabelPicker
          heading={t('import.labels')}
          value={options.labels}
          onChange={labels => onChange({ ...options, labels })}
        />
      </div>
    </Card>
  )
}

/** Did these people agree to be written to, and how do we know. */
export function ConsentOptions({ options, onChange, showMissing }: Props & { showMissing: boolean }) {
  const { t } = useT()
  const missing = (value: string) => (showMissing && !value.trim() ? t('import.consent_required') : null)
  return (
    <Card title={t('contacts.consent')}>
      <div className="flex flex-col gap-3 p-4">
        <Checkbox
          label={t('import.consented')}
          hint={t('import.consented_hint')}
          checked={options.consented}
          onChange={consented => onChange({ ...options, consented })}
        />
        {options.consented && (
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label={t('import.consent_source')}
              hint={t('import.consent_source_hint')}
              required
              value={options.consentSource}
              onChange={event => onChange({ ...options, consentSource: event.target.value })}
              error={missing(options.consentSource)}
            />
            <TextField
              label={t('import.consent_date')}
              type="date"
              required
              value={options.consentDate}
              onChange={event => onChange({ ...options, consentDate: event.target.value })}
              error={missing(options.consentDate)}
            />
          </div>
        )}
      </div>
    </Card>
  )
}
