import { useSearchValue } from '@/lib/routing'
import { SandboxContext } from './context'
import { SandboxScreen } from './sandbox-screen'

/** The emulator inside the product. */
export default function SandboxPage() {
  const [phone, setPhone] = useSearchValue('customer')
  return (
    <SandboxContext value="/api/v1/sandbox">
      <SandboxScreen phone={phone} onPhone={setPhone} />
    </SandboxContext>
  )
}
