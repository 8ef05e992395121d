import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { AuthFrame } from './auth-frame'
import { enter } from './enter'

/** Sign-in with e-mail and password; password managers and pasting work. */
export default function LoginPage() {
  const { t } = useT()
  const navigate = useNavigate()
  const [next] = useSearchValue('next')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: async () =>
      dataOf(await api.POST('/api/v1/auth/sign_in', { body: { email: email.trim(), password } })),
    onSuccess: me => enter(me, navigate, next),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <AuthFrame title={t('auth.sign_in')} subtitle={next ? t('auth.session_ended') : undefined}>
      <form onSubmit={submit} className="flex flex-col gap-4">
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
          autoComplete="current-password"
          required
          value={password}
          onChange={event => setPassword(event.target.value)}
        />
        {signIn.error && (
          <p role="alert" className="text-danger">
            {errorWords(signIn.error, translate())}
          </p>
        )}
        <Button kind="primary" type="submit" busy={signIn.isPending}>
          {t('auth.enter')}
        </Button>
      </form>
    </AuthFrame>
  )
}
