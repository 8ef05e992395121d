import { useState } from 'react'
import type { Template } from '@/api/types'
import type { PickerProps } from '@/features/inbox/composer/template-picker'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import { ChooseTemplate } from './choose-template'
import { FillTemplate } from './fill-template'
import { useMemory } from './memory'

/** The picker's two steps: which template, and with which values. */
export default function Picker({ conversation, connectionId, words, onClose, onSend }: PickerProps) {
  const { t } = useT()
  const { noteUsed } = useMemory()
  const [chosen, setChosen] = useState<Template | null>(null)
  const [typed, setTyped] = useState(words ?? '')
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={chosen ? t('inbox.template_named', { name: chosen.name }) : t('inbox.pick_template')}
      className="w-[min(46rem,calc(100vw-1.5rem))]"
    >
      {chosen ? (
        <FillTemplate
          template={chosen}
          conversation={conversation}
          onBack={() => setChosen(null)}
          onSend={(body, text) => {
            noteUsed(chosen.id)
            onSend(body, text)
            onClose()
          }}
        />
      ) : (
        <ChooseTemplate
          conversation={conversation}
          connectionId={connectionId}
          typed={typed}
          onType={setTyped}
          onChoose={setChosen}
        />
      )}
    </Dialog>
  )
}
