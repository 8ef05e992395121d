import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, RotateCw, Store } from 'lucide-react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { LinkButton } from '@/ui/link-button'
import { BackIcon, Page } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { type BusinessProfile, profileQuery, refreshProfile } from './api'
import { CompanyBlock, pictureUrl } from './company-block'
import { formOf } from './model'
import { useProfileNumber } from './use-number'

/** The company as customers see it, and the way to change it. */
export default function ProfilePage() {
  const { t } = useT()
  const can = useCan()
  const { numbers, number, choose } = useProfileNumber()
  const profile = useQuery(profileQuery(number?.id ?? ''))
  const refresh = useMutation({
    mutationFn: (before: BusinessProfile) => refreshProfile(before.number_id),
    onSuccess: (now, before) =>
      say(t(now.version === before.version ? 'profile.nothing_new' : 'profile.taken_in')),
    onError: sayError,
  })
  const known = profile.data
  const mayWrite = can('numbers.manage')
  return (
    <Page
      title={t('profile.title')}
      back={
        <WsLink to="/tools" aria-label={t('profile.back')} className="-ml-1 grid size-9 place-items-center">
          <BackIcon />
        </WsLink>
      }
      actions={
        mayWrite &&
        number &&
        known && (
          <>
            <Button
              icon={<RotateCw className="size-4" aria-hidden />}
              busy={refresh.isPending}
              onClick={() => refresh.mutate(known)}
            >
              {t('profile.refresh')}
            </Button>
            <LinkButton to="/tools/profile/edit" search={{ number: number.id }} kind="primary">
              <Pencil className="size-4" aria-hidden />
              {t('profile.edit')}
            </LinkButton>
          </>
        )
      }
      below={
        numbers.data &&
        numbers.data.length > 1 && (
          <SelectField
            className="mt-3 max-w-sm"
            label={t('profile.number')}
            value={number?.id ?? ''}
            onChange={event => choose(event.target.value)}
            options={numbers.data.map(({ id, verified_name, display_phone_number }) => ({
              value: id,
              label: `${verified_name} · ${display_phone_number}`,
            }))}
          />
        )
      }
    >
      {(numbers.isPending || (number && profile.isPending)) && <SkeletonRows rows={5} />}
      {numbers.error && !numbers.data && (
        <ErrorState error={numbers.error} onRetry={() => void numbers.refetch()} />
      )}
      {numbers.data?.length === 0 && (
        <EmptyState icon={<Store />} title={t('profile.no_number')}>
          {t('profile.no_number_why')}
        </EmptyState>
      )}
      {profile.error && !known && <ErrorState error={profile.error} onRetry={() => void profile.refetch()} />}
      {known && number && (
        <div className="flex max-w-xl flex-col gap-3">
          {profile.error && <StaleNote error={profile.error} onRetry={() => void profile.refetch()} />}
          <CompanyBlock
            name={number.verified_name}
            phone={number.display_phone_number}
            picture={pictureUrl(known.picture)}
            form={formOf(known)}
          />
          <Facts profile={known} />
        </div>
      )}
    </Page>
  )
}

const NAME_STATES = ['APPROVED', 'PENDING_REVIEW', 'DECLINED', 'AVAILABLE_WITHOUT_REVIEW'] as const

function Facts({ profile }: { profile: BusinessProfile }) {
  const { t, locale } = useT()
  const status = NAME_STATES.find(known => known === profile.name_status)
  const at = formatDateTime(locale, profile.changed_at)
  return (
    <ul className="flex flex-col gap-1 text-ink-2 text-small">
      {status && (
        <li>
          {t('profile.name_review')}{' '}
          <Badge tone={status === 'DECLINED' ? 'danger' : status === 'PENDING_REVIEW' ? 'warn' : 'success'}>
            {t(`profile.name_${status}`)}
          </Badge>
        </li>
      )}
      {/* As it was first read nothing has changed yet. */}
      {profile.version > 1 && (
        <li>
          {profile.changed_by
            ? t('profile.changed_by', { name: profile.changed_by, at })
            : t('profile.changed_elsewhere', { at })}
        </li>
      )}
      <li>{t('profile.read_at', { at: formatDateTime(locale, profile.read_at) })}</li>
    </ul>
  )
}
