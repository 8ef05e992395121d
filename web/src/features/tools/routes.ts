import { Store } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  nav: [{ to: '/tools', label: 'tools.title', icon: Store, order: 50 }],
  words: ['tools'],
  routes: [{ path: 'tools', component: page(() => import('./tools-page')) }],
}
