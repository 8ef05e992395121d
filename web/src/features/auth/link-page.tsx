import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { errorWords, toApiError } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { useParam } from '@/lib/routing'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { AuthFrame } from './auth-frame'
import { enter } from './enter'

const PASSWORD_MIN = 8

/** A one-time link: the first owner, or an invited colleague, makes their account. */
export default function LinkPage() {
  const { t } = useT()
  const token = useParam('token') ?? ''
  const link = useQuery({
    queryKey: ['signin-link', token],
    queryFn: async () => dataOf(await api.GET('/api/v1/auth/links/{token}', { params: { path: { token } } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (link.error) {
    const gone = toApiError(link.error).status < 500 && !toApiError(link.error).isNetwork
    return (
      <AuthFrame title={t('auth.link_unusable')}>
        {gone ? (
          <p>{t('auth.link_gone')}</p>
        ) : (
          <ErrorState error={link.error} onRetry={() => void link.refetch()} />
        )}
        <Link to="/login" className="mt-4 inline-flex min-h-8 items-center text-on-soft underline">
          {t('auth.to_sign_in')}
        </Link>
      </AuthFrame>
    )
  }
  if (!link.data) return <SkeletonRows rows={3} />
  const { purpose, workspace_name, email } = link.data
  const subtitle =
    purpose === 'owner' ? t('auth.owner_what') : t('auth.invited_to', { name: workspace_name ?? '' })
  return (
    <AuthFrame title={t(purpose === 'owner' ? 'auth.owner' : 'auth.invitation')} subtitle={subtitle}>
      <AccountForm token={token} email={email ?? ''} />
    </AuthFrame>
  )
}

function AccountForm({ token, email: invited }: { token: string; email: string }) {
  const { t, locale } = useT()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState(invited)
  const [password, setPassword] = useState('')
  const use = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST('/api/v1/auth/links/{token}', {
          params: { path: { token } },
          body: { name: name.trim(), email: email.trim(), password, locale },
        }),
      ),
    onSuccess: me => enter(me, navigate, ''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    use.mutate()
  }
  const short = password.length > 0 && [...password].length < PASSWORD_MIN
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('auth.name')}
        name="name"
        autoComplete="name"
        required
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <TextField
        label={t('auth.email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={email}
        onChange={event => setEmail(event.target.value)}
      />
      <TextField
        label={t('auth.password')}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        minLength={PASSWORD_MIN}
        value={password}
        onChange={event => setPassword(event.target.value)}
        hint={t('auth.password_hint', { count: PASSWORD_MIN })}
        error={short && use.isError ? t('auth.password_short') : null}
      />
      {use.error && (
        <p role="alert" className="text-danger">
          {errorWords(use.error, translate())}
        </p>
      )}
      <Button kind="primary" type="submit" busy={use.isPending}>
        {t('auth.create')}
      </Button>
    </form>
  )
}
