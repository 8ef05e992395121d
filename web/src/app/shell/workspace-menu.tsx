import { useNavigate } from '@tanstack/react-router'
import { Building2, Plus } from 'lucide-react'
import { type ReactNode, Suspense, useState } from 'react'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { useSlug, workspacePath } from '@/lib/routing'
import { initials } from '@/ui/avatar'
import { Coming } from '@/ui/coming'
import { Menu, type MenuItem } from '@/ui/menu'
import { useCan, useMe } from '../session'

const NewWorkspaceDialog = lazyPart(() => import('./new-workspace-dialog'))

/** The companies of this person as commands, and the way to a new one. */
export function useWorkspaceItems(): { items: MenuItem[]; dialog: ReactNode; start: () => void } {
  const { t } = useT()
  const slug = useSlug()
  const can = useCan()
  const navigate = useNavigate()
  const [creating, setCreating] = useState(false)
  const items: MenuItem[] = useMe().workspaces.map(workspace => ({
    id: workspace.slug,
    label: workspace.name,
    icon: <Building2 />,
    checked: workspace.slug === slug,
    onSelect: () => void navigate({ to: workspacePath(workspace.slug, '/inbox') }),
  }))
  if (can('workspaces.create'))
    items.push({
      id: '+',
      label: t('app.own_company'),
      icon: <Plus />,
      separated: true,
      onSelect: () => setCreating(true),
    })
  const dialog = creating && (
    <Suspense fallback={<Coming onLeave={() => setCreating(false)} />}>
      <NewWorkspaceDialog onClose={() => setCreating(false)} />
    </Suspense>
  )
  return { items, dialog, start: () => setCreating(true) }
}

/** The button with the company's initials. */
export function WorkspaceMenu() {
  const { t } = useT()
  const name = useMe().workspace?.name ?? ''
  const { items, dialog } = useWorkspaceItems()
  return (
    <>
      <Menu
        side="right"
        align="start"
        heading={t('app.companies')}
        items={items}
        trigger={
          <button
            type="button"
            aria-label={t('app.company', { name })}
            className="grid size-10 shrink-0 place-items-center rounded-card bg-accent font-semibold text-on-accent text-small"
          >
            <span
              aria-hidden
              data-initials={initials(name)}
              className="before:content-[attr(data-initials)]"
            />
          </button>
        }
      />
      {dialog}
    </>
  )
}
