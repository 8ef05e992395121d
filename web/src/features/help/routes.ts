import { type Feature, page } from '@/app/feature'

export const feature: Feature = {
  words: ['tools'],
  routes: [
    { path: 'help', component: page(() => import('./help-page')) },
    { path: 'help/app-or-api', component: page(() => import('./app-or-api-page')) },
    { path: 'help/report', component: page(() => import('./report-page')) },
  ],
}
