import { Gauge, Keyboard, Settings, SlidersHorizontal, Split, Tags, UsersRound } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const labels = page(() => import('./labels/labels-page'))

export const feature: Feature = {
  nav: [{ to: '/settings', label: 'app.settings', icon: Settings, order: 90 }],
  settings: [
    { to: '/settings/me', label: 'settings.me', icon: SlidersHorizontal, group: 'me', order: 10 },
    { to: '/settings/shortcuts', label: 'app.help', icon: Keyboard, group: 'me', order: 30 },
    {
      to: '/settings/team',
      label: 'settings.team',
      icon: UsersRound,
      permission: 'team.read',
      group: 'company',
      order: 10,
    },
    {
      to: '/settings/assignment',
      label: 'settings.assignment',
      icon: Split,
      permission: 'team.read',
      group: 'company',
      order: 20,
    },
    {
      to: '/settings/labels',
      label: 'settings.labels',
      icon: Tags,
      permission: 'contacts.read',
      group: 'company',
      order: 40,
    },
    {
      to: '/settings/plan',
      label: 'settings.plan',
      icon: Gauge,
      permission: 'workspace.manage',
      group: 'company',
      order: 90,
    },
  ],
  words: ['settings'],
  routes: [
    { path: 'settings', component: page(() => import('./settings-page')) },
    { path: 'settings/me', component: page(() => import('./me/me-page')) },
    { path: 'settings/shortcuts', component: page(() => import('./shortcuts/shortcuts-page')) },
    { path: 'settings/team', component: page(() => import('./team/team-page')), permission: 'team.read' },
    {
      path: 'settings/assignment',
      component: page(() => import('./assignment/assignment-page')),
      permission: 'team.read',
    },
    { path: 'settings/labels', component: labels, permission: 'contacts.read' },
    {
      path: 'settings/plan',
      component: page(() => import('./plan/plan-page')),
      permission: 'workspace.manage',
    },
    { path: 'tools/labels', component: labels, permission: 'contacts.read' },
  ],
}
