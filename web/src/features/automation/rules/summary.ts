import { useT } from '@/lib/i18n'
import type { RuleDocument } from '../api'

/** A rule in one line: what it waits for, and what it does. */
export function useSummary(document: RuleDocument): string {
  const { t } = useT()
  const words = (document.when.words ?? []).map(word => `«${word}»`).join(', ')
  const media = (document.when.media ?? []).map(kind => t(`automation.media.${mediaKind(kind)}`)).join(', ')
  const when = {
    any_message: t('automation.when.any_message'),
    keywords: t('automation.summary.keywords', { words }),
    button: t('automation.summary.button', { words }),
    media: media || t('automation.when.media'),
  }[document.when.kind]
  const then = document.actions.map(action => t(`automation.act.${action.kind}`)).join(', ')
  return `${when} → ${then}`
}

export const MEDIA = [
  'image',
  'video',
  'voice',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
] as const

/** A kind of media by its name; what is not known is shown as a document. */
export const mediaKind = (name: string): (typeof MEDIA)[number] =>
  MEDIA.find(known => known === name) ?? 'document'
