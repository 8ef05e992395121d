import type { ReactNode } from 'react'
import { NoPermission } from '@/ui/states'
import { useCan } from './session'

/** Shows a screen to those who may see it, and tells the others who can let them in. */
export function PermissionGate({
  permission,
  children,
}: {
  permission: string | undefined
  children: ReactNode
}) {
  const can = useCan()
  return can(permission) ? children : <NoPermission />
}
