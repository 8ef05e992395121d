import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  words: ['tools'],
  routes: [
    {
      path: 'tools/profile',
      component: page(() => import('./profile-page')),
      permission: 'numbers.read',
    },
    {
      path: 'tools/profile/edit',
      component: page(() => import('./edit/edit-page')),
      permission: 'numbers.manage',
    },
  ],
}
