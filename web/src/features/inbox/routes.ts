import { MessagesSquare } from 'lucide-react'
import { type Feature, page } from '@/app/feature'

const permission = 'inbox.read'

export const feature: Feature = {
  hasFirstWords: true,
  nav: [{ to: '/inbox', label: 'inbox.title', icon: MessagesSquare, permission, order: 10 }],
  // One route for the three addresses, so that opening a conversation does not build the list anew.
  routes: [
    { path: 'inbox/{-$view}/{-$conversationId}', component: page(() => import('./inbox-page')), permission },
  ],
}
