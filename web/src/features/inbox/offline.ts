import type { InfiniteData, QueryKey } from '@tanstack/react-query'
import type { Conversation, View } from '@/api/types'
import { keepReadable } from '@/app/offline/keep'
import type { ListPage } from './api'
import { topOf } from './list/kept-top'
import { getConversation, putConversations } from './store'

/** Threads that stay readable without a connection. */
const THREADS = 50
type Pages = InfiniteData<unknown, unknown>
interface Stored<Data> {
  data: Data
  rows: Conversation[]
}

/** The newest page; what is before it is asked for when there is a connection. */
const firstPage = ({ pages, pageParams }: Pages): Pages => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
})
const rowsOf = (ids: readonly string[]) =>
  ids.map(getConversation).filter((row): row is Conversation => row !== undefined)

/** Takes back what was kept of rows; what is known of one already is newer. */
const takeBack = (rows: readonly Conversation[]) =>
  putConversations(rows.filter(({ id }) => !getConversation(id)))

function unpack<Data>({ data, rows }: Stored<Data>): Data {
  takeBack(rows)
  return data
}

keepReadable(
  {
    prefix: ['conversations', 'thread'],
    most: THREADS,
    pack: (data: InfiniteData<View<'MessagePage'>, string>, key: QueryKey): Stored<Pages> => ({
      data: firstPage(data),
      rows: rowsOf([String(key[2])]),
    }),
    unpack,
  },
  {
    prefix: ['conversations', 'list'],
    most: 8,
    // An old order that is put right a moment later is worse than a moment of nothing.
    patienceMs: 400,
    pack: (data: ListPage, key: QueryKey): Stored<ListPage> => {
      const now = topOf(key[2], data.ids.length)
      const ids = now.length > 0 ? [...now] : data.ids
      return { data: { ...data, ids }, rows: rowsOf(ids) }
    },
    unpack,
  },
  {
    prefix: ['conversations', 'one'],
    most: THREADS,
    unpack: (row: Conversation) => {
      takeBack([row])
      return row
    },
  },
  { prefix: ['conversations', 'counts'], most: 8 },
  { prefix: ['contacts', 'one'], most: THREADS },
  ...['numbers', 'labels', 'fields', 'error-catalogue'].map(name => ({ prefix: [name], most: 8 })),
)
