import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { useGo, useSearchValue } from '@/lib/routing'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { Stepper } from '@/ui/progress'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { type Import, importQuery } from './api'
import { CheckStep } from './check-step'
import { ColumnsStep } from './columns-step'
import { FileStep } from './file-step'
import { RunStep } from './run-step'
import { IMPORT_STEPS, type ImportStep, stepOf } from './steps'

/** Contacts from a file, in four steps; `?id=` takes it up where it was left. */
export default function ImportPage() {
  const { t } = useT()
  const go = useGo()
  const [id] = useSearchValue('id')
  const [asked] = useSearchValue('step')
  const found = useQuery({ ...importQuery(id), enabled: id !== '' })
  const current = id ? (found.data ? stepOf(found.data.state, asked) : 'columns') : 'file'
  const open = (step: ImportStep, importId = id) => go('/contacts/import', { search: { id: importId, step } })
  const begun = found.data && ['running', 'finished', 'undone', 'failed'].includes(found.data.state)
  return (
    <Page
      title={t('import.title')}
      subtitle={found.data?.file_name}
      back={<BackLink to="/contacts" label={t('contacts.to_list')} />}
      actions={begun ? <LinkButton to="/contacts/import">{t('import.another')}</LinkButton> : null}
      below={
        <Stepper
          label={t('import.steps')}
          steps={IMPORT_STEPS.map(step => ({ id: step, label: t(`import.step_${step}`) }))}
          current={current}
          reachable={step =>
            !begun &&
            found.data !== undefined &&
            IMPORT_STEPS.indexOf(step as ImportStep) <= reach(found.data)
          }
          onStep={step => (step === 'file' ? go('/contacts/import') : open(step as ImportStep))}
        />
      }
    >
      <div className="mx-auto max-w-5xl">
        {current === 'file' && <FileStep onUploaded={made => open('columns', made.id)} />}
        {id !== '' && found.error && !found.data && (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        )}
        {id !== '' && !found.data && !found.error && <SkeletonRows rows={6} />}
        {found.data && current === 'columns' && (
          <ColumnsStep key={found.data.id} found={found.data} onChecked={() => open('check')} />
        )}
        {found.data && current === 'check' && (
          <CheckStep found={found.data} onBack={() => open('columns')} onStarted={() => open('run')} />
        )}
        {found.data && current === 'run' && <RunStep found={found.data} />}
      </div>
    </Page>
  )
}

const reach = (found: Import): number => (found.check ? 2 : 1)
