import { Megaphone } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'campaigns.read'

export const feature: Feature = {
  nav: [{ to: '/campaigns', label: 'campaigns.title', icon: Megaphone, permission, order: 30 }],
  words: ['campaigns'],
  routes: [
    { path: 'campaigns', component: page(() => import('./campaigns-page')), permission },
    {
      path: 'campaigns/new/{-$step}',
      component: page(() => import('./wizard/new-campaign-page')),
      permission: 'campaigns.manage',
    },
    {
      path: 'campaigns/$campaignId/edit/{-$step}',
      component: page(() => import('./wizard/wizard-page')),
      permission: 'campaigns.manage',
    },
    { path: 'campaigns/$campaignId', component: page(() => import('./report/report-page')), permission },
  ],
}
