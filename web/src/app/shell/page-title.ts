import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { rowOf } from '@/lib/bidi'
import { useT } from '@/lib/i18n'
import { useSlug, workspacePath } from '@/lib/routing'
import { navigation } from '../features'
import { useWorkspace } from '../session'

/** Names the browser's tab after the screen and the company. */
export function usePageTitle(): void {
  const { t } = useT()
  const slug = useSlug()
  const company = useWorkspace()?.name
  const path = useRouterState({ select: state => state.location.pathname })
  const entry = navigation.find(({ to }) => path.startsWith(workspacePath(slug, to)))
  const screen = entry && t(entry.label)
  useEffect(() => {
    document.title = rowOf([screen, company]) || t('app.name')
  }, [screen, company, t])
}
