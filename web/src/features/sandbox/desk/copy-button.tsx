import { Copy } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { copy } from '@/ui/copy'

interface CopyButtonProps {
  children: string
  /** What is copied, made only when it is wanted. */
  text: () => string
  whyDisabled?: string | null
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ children, text, whyDisabled }: CopyButtonProps) {
  const { t } = useT()
  const take = () => {
    void copy(text(), t('sandbox.copied'))
  }
  return (
    <Button
      size="small"
      icon={<Copy className="size-4" aria-hidden />}
      whyDisabled={whyDisabled ?? null}
      onClick={take}
    >
      {children}
    </Button>
  )
}
