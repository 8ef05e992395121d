import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useSyncExternalStore } from 'react'
import { useMe } from '@/app/session'
import { useSlug } from '@/lib/routing'
import { listTopQuery } from '../api'
import { onConversations } from '../store'
import type { ListFilter } from './filter'
import { noteTop } from './kept-top'
import { type ListModel, type ListView, listOf } from './model'

/** The list of a filter, kept by events while it is shown. `isFree` says whether rows may move. */
export function useList(filter: ListFilter, isFree: RefObject<() => boolean>) {
  const slug = useSlug()
  const me = useMe().user?.id ?? ''
  const model: ListModel = listOf(slug, filter, me)
  const view: ListView = useSyncExternalStore(model.subscribe, model.view)
  const top = useQuery(listTopQuery(filter))
  useEffect(() => {
    model.isFree = () => isFree.current()
    return onConversations((ids, byHand) => {
      model.heard(ids, byHand)
      noteTop(filter, () => model.view().ids)
    })
  }, [model, filter, isFree])
  // An answer is taken each time it comes, also when it is the same as before: rows may have moved meanwhile.
  const { data, dataUpdatedAt } = top
  // biome-ignore lint/correctness/useExhaustiveDependencies: the moment of the answer counts, not only its ids
  useEffect(() => {
    if (data) model.takeTop(data)
  }, [model, data, dataUpdatedAt])
  return { model, view, top }
}
