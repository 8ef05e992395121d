import { useMySetting } from '@/app/my-setting'
import { at } from '@/lib/json'

/** How a person sends. */
export interface ComposerSetting {
  /** The key that sends; the other one makes a new line. */
  sendKey: 'enter' | 'mod_enter'
  /** Seconds before an answer goes. */
  hold: 0 | 3 | 5
}

const read = (stored: unknown): ComposerSetting => {
  const hold = at(stored, 'hold')
  return {
    sendKey: at(stored, 'sendKey') === 'mod_enter' ? 'mod_enter' : 'enter',
    hold: hold === 3 || hold === 5 ? hold : 0,
  }
}

export const useComposerSetting = () => useMySetting('composer', read)
