import { queryOptions, useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, Coffee } from 'lucide-react'
import { createElement } from 'react'
import { api, dataOf } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import type { MenuItem } from '@/ui/menu'
import { sayError } from '@/ui/toast'
import { useCan, useMe } from '../session'

type Shift = View<'MyShift'>['shift']
const SHIFTS: readonly { shift: Shift; icon: typeof Coffee }[] = [
  { shift: 'on', icon: CircleCheck },
  { shift: 'away', icon: Coffee },
  { shift: 'off', icon: CircleX },
]

const shiftQuery = queryOptions({
  queryKey: ['shift'],
  queryFn: async () => dataOf(await api.GET('/api/v1/me/shift')),
})

function take(shift: Shift) {
  const before = queryClient.getQueryData(shiftQuery.queryKey)
  queryClient.setQueryData(shiftQuery.queryKey, { shift })
  api.PUT('/api/v1/me/shift', { body: { shift } }).catch((error: unknown) => {
    queryClient.setQueryData(shiftQuery.queryKey, before)
    sayError(error)
  })
}

/** Begin work, have a break, end work: who is not on shift is given nothing new. */
export function useShiftItems(): MenuItem[] {
  const { t } = useT()
  const isPerson = useMe().user !== null
  const mayWork = useCan()('inbox.reply') && isPerson
  const now = useQuery({ ...shiftQuery, enabled: mayWork }).data?.shift
  if (!mayWork) return []
  return SHIFTS.map(({ shift, icon }, index) => ({
    id: `shift-${shift}`,
    label: t(`app.shift_${shift}`),
    icon: createElement(icon),
    checked: now === shift,
    separated: index === 0,
    onSelect: () => take(shift),
  }))
}
