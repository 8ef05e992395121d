import { Users } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'contacts.read'

export const feature: Feature = {
  nav: [{ to: '/contacts', label: 'contacts.title', icon: Users, permission, order: 20 }],
  routes: [
    { path: 'contacts', component: page(() => import('./contacts-page')), permission },
    {
      path: 'contacts/import',
      component: page(() => import('./import/import-page')),
      permission: 'contacts.import',
    },
    { path: 'contacts/segments', component: page(() => import('./segments/segments-page')), permission },
    {
      path: 'contacts/segments/$segmentId',
      component: page(() => import('./segments/segment-page')),
      permission,
    },
    { path: 'contacts/$contactId', component: page(() => import('./contact-page')), permission },
  ],
}
