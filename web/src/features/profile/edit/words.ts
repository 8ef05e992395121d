import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'

/** Words for what is wrong with a field of the profile. */
export function useProblemWords(): (field: string, problem: { code: string; message: string }) => string {
  const { t, find } = useT()
  return (field, problem) => {
    const max = /\d+/u.exec(problem.message)?.[0]
    if (problem.code === 'too_long' && max) return t('profile.too_long', { max })
    if (problem.code === 'too_many' && max) return t('profile.too_many', { max })
    if (problem.code === 'required' && field === 'about') return t('profile.about_required')
    const kind = field.replace(/\[\d+\]$/u, '')
    if (problem.code === 'invalid_field') return find(`profile.wrong_${kind}`) ?? t('profile.wrong')
    return find(`profile.${problem.code}`) ?? errorWords(problem, translate())
  }
}
