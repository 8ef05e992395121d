import { Zap } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'automation.read'
const hours = page(() => import('./hours-page'))

export const feature: Feature = {
  nav: [{ to: '/automation', label: 'automation.title', icon: Zap, permission, order: 45 }],
  words: ['automation'],
  routes: [
    { path: 'automation', component: page(() => import('./overview-page')), permission },
    { path: 'automation/greeting', component: page(() => import('./greeting-page')), permission },
    { path: 'automation/away', component: page(() => import('./away-page')), permission },
    { path: 'automation/rules', component: page(() => import('./rules/rules-page')), permission },
    { path: 'automation/rules/$ruleId', component: page(() => import('./rules/rule-page')), permission },
    { path: 'automation/runs', component: page(() => import('./runs-page')), permission },
    { path: 'settings/hours', component: hours },
  ],
}
