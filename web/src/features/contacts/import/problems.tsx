import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'

const EXAMPLES = 3

/** What is wrong with rows of the file, grouped by fault, in words. */
export function Problems({ problems }: { problems: readonly View<'ImportProblem'>[] }) {
  const { t, find } = useT()
  return (
    <ul>
      {problems.map(({ code, rows, examples }) => (
        <li key={code} className="border-line border-b px-4 py-3 last:border-b-0">
          <p className="flex gap-2">
            <span className="flex-1 font-medium">
              {find(`import.problem_${code}`) ?? examples[0]?.message ?? code}
            </span>
            <span className="shrink-0 text-ink-2">{t('import.row_count', { count: rows })}</span>
          </p>
          <ul className="mt-1 text-ink-3 text-small">
            {examples.slice(0, EXAMPLES).map(example => (
              <li key={example.row} className="truncate">
                {t('import.example', { row: example.row, value: example.value || t('import.blank_value') })}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
