import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  routes: [{ path: 'starred', component: page(() => import('./starred-page')), permission: 'inbox.read' }],
}
