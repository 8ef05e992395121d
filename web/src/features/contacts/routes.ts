import { ListChecks, Users } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'contacts.read'

export const feature: Feature = {
  nav: [{ to: '/contacts', label: 'contacts.title', icon: Users, permission, order: 20 }],
  settings: [
    {
      to: '/settings/fields',
      label: 'fields.title',
      icon: ListChecks,
      permission,
      group: 'company',
      order: 50,
    },
  ],
  routes: [
    { path: 'settings/fields', component: page(() => import('./fields/fields-page')), permission },
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
