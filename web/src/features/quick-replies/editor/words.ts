import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'

/** Words for a wrong part of a reply: those of its code, else the server's own. */
export function useFieldWords(): (field: string, problem: { code: string; message: string }) => string {
  const { t, find } = useT()
  return (field, problem) => {
    if (problem.code === 'required')
      return t(field === 'shortcut' ? 'quick.need_shortcut' : 'quick.need_text')
    const max = /\d+/u.exec(problem.message)?.[0]
    if (max && problem.code === 'too_long') return t('quick.too_long', { max })
    if (max && problem.code === 'too_many')
      return t(field === '' ? 'quick.too_many_replies' : 'quick.too_many', { max })
    if (field === 'shortcut' && problem.code === 'invalid_field') return t('quick.shortcut_wrong')
    return find(`error.${problem.code}`) ?? errorWords(problem, translate())
  }
}
