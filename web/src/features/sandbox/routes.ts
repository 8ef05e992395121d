import { FlaskConical } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'sandbox.use'

export const feature: Feature = {
  words: ['sandbox'],
  nav: [
    { to: '/sandbox', label: 'sandbox.title', icon: FlaskConical, permission, order: 80, sandboxOnly: true },
  ],
  routes: [{ path: 'sandbox', component: page(() => import('./sandbox-page')), permission }],
}
