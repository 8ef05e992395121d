import type { InfiniteData, QueryKey } from '@tanstack/react-query'
import type { Conversation, View } from '@/api/types'
import { keepReadable } from '@/app/offline/keep'
import { getConversation, putConversations } from './store'

/** Threads that stay readable without a connection. */
const THREADS = 50
type Pages = InfiniteData<unknown, unknown>
type ListPage = { ids: string[] }
interface Stored {
  data: Pages
  rows: Conversation[]
}

/** The newest page; what is before it is asked for when there is a connection. */
const firstPage = ({ pages, pageParams }: Pages): Pages => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
})
const rowsOf = (ids: readonly string[]) =>
  ids.map(getConversation).filter((row): row is Conversation => row !== undefined)

function unpack({ data, rows }: Stored): Pages {
  putConversations(rows)
  return data
}

keepReadable(
  {
    prefix: ['conversations', 'thread'],
    most: THREADS,
    pack: (data: InfiniteData<View<'MessagePage'>, string>, key: QueryKey): Stored => ({
      data: firstPage(data),
      rows: rowsOf([String(key[2])]),
    }),
    unpack,
  },
  {
    prefix: ['conversations', 'list'],
    most: 8,
    pack: (data: InfiniteData<ListPage, string>): Stored => ({
      data: firstPage(data),
      rows: rowsOf(data.pages[0]?.ids ?? []),
    }),
    unpack,
  },
  {
    prefix: ['conversations', 'one'],
    most: THREADS,
    unpack: (row: Conversation) => {
      putConversations([row])
      return row
    },
  },
  { prefix: ['conversations', 'counts'], most: 8 },
  { prefix: ['contacts', 'one'], most: THREADS },
  ...['numbers', 'labels', 'fields', 'error-catalogue'].map(name => ({ prefix: [name], most: 8 })),
)
