import { FileWarning } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'developers.read'

export const feature: Feature = {
  nav: [{ to: '/developers/logs', label: 'dead.title', icon: FileWarning, permission, order: 80 }],
  routes: [{ path: 'developers/logs', component: page(() => import('./dead-letters-page')), permission }],
}
