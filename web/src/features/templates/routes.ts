import { FileText } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'templates.read'

export const feature: Feature = {
  nav: [{ to: '/templates', label: 'templates.title', icon: FileText, permission, order: 40 }],
  routes: [
    { path: 'templates', component: page(() => import('./templates-page')), permission },
    {
      path: 'templates/new',
      component: page(() => import('./new-template-page')),
      permission: 'templates.manage',
    },
    { path: 'templates/$templateId', component: page(() => import('./template-page')), permission },
    {
      path: 'templates/$templateId/edit',
      component: page(() => import('./edit-template-page')),
      permission: 'templates.manage',
    },
  ],
}
