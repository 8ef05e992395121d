import { toClipboard } from '@/lib/clipboard'
import { translate } from '@/lib/i18n'
import { say, sayTrouble } from './toast'

/** Puts a text on the clipboard and says what came of it; `said` where it is there. */
export async function copy(text: string, said: string): Promise<void> {
  if (await toClipboard(text)) say(said)
  else sayTrouble(translate().t('ui.not_copied'))
}
