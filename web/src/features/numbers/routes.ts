import { Phone } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'numbers.read'

export const feature: Feature = {
  nav: [{ to: '/numbers', label: 'numbers.title', icon: Phone, permission, order: 60 }],
  routes: [
    { path: 'numbers', component: page(() => import('./numbers-page')), permission },
    {
      path: 'numbers/connect',
      component: page(() => import('./connect-page')),
      permission: 'numbers.manage',
    },
  ],
}
