import { KeyRound } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'developers.manage'

export const feature: Feature = {
  settings: [
    { to: '/developers/keys', label: 'keys.title', icon: KeyRound, permission, group: 'company', order: 70 },
  ],
  words: ['settings'],
  routes: [{ path: 'developers/keys', component: page(() => import('./keys-page')), permission }],
}
