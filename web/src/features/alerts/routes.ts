import { BellRing } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  settings: [
    { to: '/settings/notifications', label: 'alerts.settings', icon: BellRing, group: 'me', order: 20 },
  ],
  words: ['settings'],
  routes: [{ path: 'settings/notifications', component: page(() => import('./settings-page')) }],
}
