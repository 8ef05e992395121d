import { sandboxCall } from '@/api/sandbox'
import { useChange } from '../queries'
import type { Written } from './customer-words'

/** The customer writes to a number of a company. */
export const useWrite = (phone: string, numberId: string) =>
  useChange<Written>((base, body) =>
    sandboxCall(base, 'POST', `customers/${phone}/messages`, {
      body: { phone_number_id: numberId, ...body },
    }),
  )
