import { Webhook } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'developers.read'

export const feature: Feature = {
  settings: [
    {
      to: '/developers/webhooks',
      label: 'hooks.title',
      icon: Webhook,
      permission,
      group: 'company',
      order: 80,
    },
  ],
  words: ['settings'],
  routes: [
    { path: 'developers/webhooks', component: page(() => import('./webhooks-page')), permission },
    { path: 'developers/webhooks/$webhookId', component: page(() => import('./log-page')), permission },
  ],
}
