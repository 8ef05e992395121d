import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { NumberView, View } from '@/api/types'

export type Connection = View<'Connection'>
const pathOf = (id: string) => ({ path: { connection_id: id } })

/** Puts a connection among the known ones; its numbers and templates may be new. */
function keepConnection(next: Connection): Connection {
  queryClient.setQueryData<Connection[]>(['connections'], known =>
    known?.some(({ id }) => id === next.id)
      ? known.map(one => (one.id === next.id ? next : one))
      : [...(known ?? []), next],
  )
  for (const key of ['connections', 'numbers', 'templates'])
    void queryClient.invalidateQueries({ queryKey: [key] })
  return next
}

export const connect = async (body: View<'NewConnection'>, key: string): Promise<Connection> =>
  keepConnection(dataOf(await api.POST('/api/v1/connections', { body, params: { header: idempotent(key) } })))

export const checkConnection = async (id: string): Promise<Connection> =>
  keepConnection(
    dataOf(
      await api.POST('/api/v1/connections/{connection_id}/check', {
        params: { ...pathOf(id), header: idempotent() },
      }),
    ),
  )

export const patchConnection = async (id: string, body: View<'ConnectionPatch'>): Promise<Connection> =>
  keepConnection(dataOf(await api.PATCH('/api/v1/connections/{connection_id}', { params: pathOf(id), body })))

export async function disconnect(id: string): Promise<void> {
  await api.DELETE('/api/v1/connections/{connection_id}', { params: pathOf(id) })
  for (const key of ['connections', 'numbers', 'templates'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

export async function patchNumber(id: string, body: View<'NumberPatch'>): Promise<NumberView> {
  const number = dataOf(
    await api.PATCH('/api/v1/numbers/{number_id}', { params: { path: { number_id: id } }, body }),
  )
  void queryClient.invalidateQueries({ queryKey: ['numbers'] })
  return number
}
