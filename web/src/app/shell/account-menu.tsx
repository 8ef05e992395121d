import { useNavigate } from '@tanstack/react-router'
import { Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { api } from '@/api/client'
import { queryClient } from '@/api/query'
import { type Theme, useTheme } from '@/lib/appearance'
import { useT } from '@/lib/i18n'
import { Avatar } from '@/ui/avatar'
import { Menu, type MenuItem } from '@/ui/menu'
import { sayError } from '@/ui/toast'
import { chooseLanguage, chooseTheme, LANGUAGES } from '../my-look'
import { forgetPerson } from '../offline/forget'
import { useMe } from '../session'
import { useShiftItems } from './shift'

const THEMES: { theme: Theme; icon: typeof Sun }[] = [
  { theme: 'system', icon: Monitor },
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
]

/** The person's own commands: language, theme, sign out. */
export function useAccountItems(): MenuItem[] {
  const { t, locale } = useT()
  const navigate = useNavigate()
  const theme = useTheme()
  const signOut = async () => {
    try {
      await api.POST('/api/v1/auth/sign_out')
    } catch (error) {
      return sayError(error)
    }
    queryClient.clear()
    await forgetPerson()
    await navigate({ to: '/login' })
  }
  const shift = useShiftItems()
  return [
    ...shift,
    ...LANGUAGES.map((language, index) => ({
      id: language.locale,
      label: <span lang={language.locale}>{language.name}</span>,
      icon: <Languages />,
      checked: locale === language.locale,
      separated: index === 0,
      onSelect: () => chooseLanguage(language.locale),
    })),
    ...THEMES.map(({ theme: value, icon: Icon }, index) => ({
      id: value,
      label: t(`app.theme_${value}`),
      icon: <Icon />,
      checked: theme === value,
      separated: index === 0,
      onSelect: () => chooseTheme(value),
    })),
    {
      id: 'out',
      label: t('app.sign_out'),
      icon: <LogOut />,
      separated: true,
      onSelect: () => void signOut(),
    },
  ]
}

/** The button with the person's initials. */
export function AccountMenu() {
  const { t } = useT()
  const me = useMe()
  const items = useAccountItems()
  const name = me.user?.name ?? me.api_key_name ?? ''
  return (
    <Menu
      side="right"
      items={items}
      heading={
        <>
          {name}
          {me.user && <span className="block">{me.user.email}</span>}
        </>
      }
      trigger={
        <button
          type="button"
          aria-label={t('app.account', { name })}
          className="grid size-10 place-items-center rounded-full"
        >
          <Avatar name={name} size="small" />
        </button>
      }
    />
  )
}
