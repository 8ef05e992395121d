import { type ShortcutChoice, setShortcutChoice } from '@/lib/shortcuts'

/** Takes over a choice of keys at once. */
export const keepShortcuts = (choice: ShortcutChoice): void => setShortcutChoice(choice)
