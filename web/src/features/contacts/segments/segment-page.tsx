import { useMutation, useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import { errorWords } from '@/api/errors'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'
import { useCan } from '@/app/session'
import { fieldsQuery } from '@/features/inbox/api'
import { translate, useT } from '@/lib/i18n'
import { useGo, useParam } from '@/lib/routing'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { segmentQuery } from '../api'
import { SegmentBuilder } from './builder'
import { completed, emptyFilter } from './conditions'
import { SegmentCount } from './segment-count'

const NEW = 'new'

/** One segment: its conditions, and at once who they mean. */
export default function SegmentPage() {
  const { t } = useT()
  const id = useParam('segmentId') ?? NEW
  const segment = useQuery({ ...segmentQuery(id), enabled: id !== NEW })
  if (id === NEW) return <SegmentForm key={NEW} segment={null} />
  if (segment.data) return <SegmentForm key={id} segment={segment.data} />
  return (
    <Page
      title={t('segments.segment')}
      back={<BackLink to="/contacts/segments" label={t('segments.to_list')} />}
    >
      {segment.error ? (
        <ErrorState error={segment.error} onRetry={() => void segment.refetch()} />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Page>
  )
}

function SegmentForm({ segment }: { segment: View<'Segment'> | null }) {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const fields = useQuery(fieldsQuery).data ?? []
  const [name, setName] = useState(segment?.name ?? '')
  const [filter, setFilter] = useState(segment?.filter ?? emptyFilter())
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), filter: completed(filter, fields) }
      if (!segment)
        return dataOf(await api.POST('/api/v1/segments', { body, params: { header: idempotent() } }))
      const params = { path: { segment_id: segment.id } }
      return dataOf(await api.PATCH('/api/v1/segments/{segment_id}', { params, body }))
    },
    onSuccess: saved => {
      queryClient.setQueryData(['segments', saved.id], saved)
      void queryClient.invalidateQueries({ queryKey: ['segments'] })
      say(t('segments.saved'))
      if (!segment) go(`/contacts/segments/${saved.id}`, { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Page
      title={segment?.name ?? t('segments.new')}
      back={<BackLink to="/contacts/segments" label={t('segments.to_list')} />}
      actions={segment && <SegmentActions segment={segment} />}
    >
      <form onSubmit={submit} className="mx-auto grid max-w-5xl gap-4 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <TextField
            label={t('segments.name')}
            required
            value={name}
            onChange={event => setName(event.target.value)}
          />
          <SegmentBuilder filter={filter} onChange={setFilter} />
          {save.error && (
            <p role="alert" className="text-danger">
              {errorWords(save.error, translate())}
            </p>
          )}
          <div>
            <Button
              kind="primary"
              type="submit"
              busy={save.isPending}
              whyDisabled={can('contacts.manage') ? null : t('contacts.no_manage')}
            >
              {t('ui.save')}
            </Button>
          </div>
        </div>
        <SegmentCount filter={completed(filter, fields)} />
      </form>
    </Page>
  )
}

function SegmentActions({ segment }: { segment: View<'Segment'> }) {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/segments/{segment_id}', { params: { path: { segment_id: segment.id } } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['segments'] })
      go('/contacts/segments', { replace: true })
    },
    onError: sayError,
  })
  return (
    <>
      {can('campaigns.manage') && (
        <LinkButton to="/campaigns/new" search={{ segment: segment.id }}>
          {t('segments.use')}
        </LinkButton>
      )}
      <Button
        kind="danger"
        icon={<Trash2 className="size-4" aria-hidden />}
        whyDisabled={can('contacts.manage') ? null : t('contacts.no_manage')}
        onClick={() => setAsking(true)}
      >
        {t('ui.delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('segments.delete_title')}
        description={t('segments.delete_what')}
        confirm={t('segments.delete_confirm')}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
