import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { BackIcon, Page } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { profileQuery } from '../api'
import { useProfileNumber } from '../use-number'
import { ProfileEditor } from './profile-editor'

/** Changes what customers see of the company, with the block itself beside it. */
export default function EditProfilePage() {
  const { t } = useT()
  const { numbers, number } = useProfileNumber()
  const profile = useQuery(profileQuery(number?.id ?? ''))
  return (
    <Page
      title={t('profile.edit_title')}
      subtitle={number ? `${number.verified_name} · ${number.display_phone_number}` : undefined}
      back={
        <WsLink
          to="/tools/profile"
          search={{ number: number?.id }}
          aria-label={t('profile.back_to')}
          className="-ml-1 grid size-9 place-items-center"
        >
          <BackIcon />
        </WsLink>
      }
    >
      {numbers.error && !numbers.data && (
        <ErrorState error={numbers.error} onRetry={() => void numbers.refetch()} />
      )}
      {profile.error && !profile.data && (
        <ErrorState error={profile.error} onRetry={() => void profile.refetch()} />
      )}
      {(numbers.isPending || (number && profile.isPending)) && <SkeletonRows rows={6} />}
      {number && profile.data && <ProfileEditor key={number.id} number={number} profile={profile.data} />}
    </Page>
  )
}
