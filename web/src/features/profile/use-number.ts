import { useQuery } from '@tanstack/react-query'
import { numbersQuery } from '@/features/inbox/api'
import { useSearchValue } from '@/lib/routing'

/** The number whose profile is looked at: the one in the address, else the first. */
export function useProfileNumber() {
  const numbers = useQuery(numbersQuery)
  const [wanted, choose] = useSearchValue('number')
  const number = numbers.data?.find(({ id }) => id === wanted) ?? numbers.data?.[0]
  return { numbers, number, choose }
}
