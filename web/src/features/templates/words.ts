import type { Template } from '@/api/types'
import { type Locale, type PlainKey, useT } from '@/lib/i18n'
import type { Tone } from '@/ui/badge'

export const STATUSES = ['draft', 'pending', 'approved', 'rejected', 'paused', 'disabled'] as const
/** The categories whose text a company writes itself; WhatsApp sets the text of authentication. */
export const CATEGORIES = ['marketing', 'utility'] as const

export const STATUS_TONES: Record<Template['status'], Tone> = {
  draft: 'neutral',
  pending: 'info',
  approved: 'success',
  rejected: 'danger',
  paused: 'warn',
  disabled: 'danger',
  in_appeal: 'info',
  pending_deletion: 'neutral',
  deleted: 'neutral',
  archived: 'neutral',
  limit_exceeded: 'warn',
}
export const statusKey = (status: Template['status']): PlainKey => `templates.status_${status}`

export const QUALITY_TONES: Record<Template['quality'], Tone> = {
  green: 'success',
  yellow: 'warn',
  red: 'danger',
  unknown: 'neutral',
}

/** Meta's reason of a refusal in words; the raw one where we know none. */
export function useRejectionWords(): (reason: string | null | undefined) => string {
  const { t, find } = useT()
  return reason => {
    if (!reason || reason === 'NONE') return t('templates.reason_none')
    return find(`templates.reason_${reason.toLowerCase()}`) ?? reason
  }
}

const LANGUAGES = [
  'ru',
  'en',
  'en_US',
  'en_GB',
  'uk',
  'be',
  'kk',
  'uz',
  'ky_KG',
  'az',
  'ka',
  'hy',
  'de',
  'fr',
  'es',
  'it',
  'pt_BR',
  'pt_PT',
  'pl',
  'tr',
  'ar',
  'he',
  'hi',
  'id',
  'zh_CN',
  'nl',
  'cs',
  'ro',
  'sr',
  'bg',
  'el',
  'vi',
]

/** A template language by its name in the reader's language. */
export function languageName(locale: Locale, code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(code.replace('_', '-')) ?? code
  } catch {
    return code
  }
}
export const languageOptions = (locale: Locale, present: string) =>
  (LANGUAGES.includes(present) ? LANGUAGES : [present, ...LANGUAGES]).map(value => ({
    value,
    label: languageName(locale, value),
  }))
