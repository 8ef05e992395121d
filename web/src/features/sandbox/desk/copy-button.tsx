import { Copy } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { say, sayError } from '@/ui/toast'

interface CopyButtonProps {
  children: string
  /** What is copied, made only when it is wanted. */
  text: () => string
  whyDisabled?: string | null
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ children, text, whyDisabled }: CopyButtonProps) {
  const { t } = useT()
  const copy = () => {
    navigator.clipboard.writeText(text()).then(() => say(t('sandbox.copied')), sayError)
  }
  return (
    <Button
      size="small"
      icon={<Copy className="size-4" aria-hidden />}
      whyDisabled={whyDisabled ?? null}
      onClick={copy}
    >
      {children}
    </Button>
  )
}
