import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  routes: [{ path: 'search', component: page(() => import('./search-page')), permission: 'inbox.read' }],
}
