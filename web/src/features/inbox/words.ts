import { useQuery } from '@tanstack/react-query'
import type { Reason } from '@/api/types'
import { useT } from '@/lib/i18n'
import { catalogueQuery } from './api'

export interface ReasonWords {
  title: string
  cause: string
  action: string
}

/** Words for why something was refused or failed, from the catalogue of rules and codes. */
export function useReasonWords(): (
  reason: Pick<Reason, 'code' | 'rule' | 'detail'> | null | undefined,
) => ReasonWords {
  const { locale, t, find } = useT()
  const catalogue = useQuery(catalogueQuery).data
  return reason => {
    if (!reason) return { title: t('status.failed'), cause: '', action: '' }
    const entry = catalogue?.get(reason.code) ?? (reason.rule ? catalogue?.get(reason.rule) : undefined)
    if (entry) return entry[locale]
    const title = find(`error.${reason.code}`) ?? t('inbox.code', { code: reason.code })
    return { title, cause: reason.detail ?? '', action: '' }
  }
}
