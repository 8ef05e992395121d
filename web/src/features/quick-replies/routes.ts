import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  words: ['tools'],
  routes: [
    {
      path: 'automation/quick-replies',
      component: page(() => import('./quick-replies-page')),
      permission: 'inbox.read',
    },
  ],
}
