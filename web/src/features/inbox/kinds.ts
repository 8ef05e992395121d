import type { PlainKey } from '@/lib/i18n'

/** The names of message kinds that a line of the list may have to say in words. */
const KIND_WORDS: Record<string, PlainKey> = {
  image: 'inbox.kind_image',
  video: 'inbox.kind_video',
  audio: 'inbox.kind_audio',
  voice: 'inbox.kind_voice',
  document: 'inbox.kind_document',
  sticker: 'inbox.kind_sticker',
  location: 'inbox.kind_location',
  contacts: 'inbox.kind_contacts',
  reaction: 'inbox.kind_reaction',
  order: 'inbox.kind_order',
  template: 'inbox.kind_template',
  interactive: 'inbox.kind_interactive',
  button: 'inbox.kind_button',
  system: 'inbox.kind_system',
  edit: 'inbox.edited_earlier',
  revoke: 'inbox.revoked_earlier',
  unsupported: 'inbox.kind_unsupported',
}
export const kindWord = (type: string): PlainKey => KIND_WORDS[type] ?? 'inbox.kind_unknown'
