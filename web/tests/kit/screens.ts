import type { Api } from './api'
import { contactsFile } from './contacts-file'

interface Row {
  id: string
}
interface Prepared extends Row {
  window?: { open: boolean }
  status?: string
  variables?: string[]
}
type Import = Row & { columns: { index: number; guess: string }[] }

/** Makes one of everything that a screen can show; answers with every address inside the company. */
export async function everyScreen(api: Api): Promise<string[]> {
  const conversations = await api.list<Prepared>('conversations?limit=50')
  const open = conversations.find(({ window }) => window?.open)
  const closed = conversations.find(({ window }) => !window?.open)
  const contact = (await api.list<Row>('contacts?limit=1'))[0]
  const numbers = await api.list<Row>('numbers')
  const label = (await api.list<Row>('labels'))[0]
  const templates = await api.list<Prepared>('templates?limit=50')
  const approved = templates.find(({ status, variables }) => status === 'approved' && variables?.length)
  const condition = { field: 'consent', op: 'is', value: 'granted' }
  const segment = await api.call<Row>('POST', 'segments', {
    name: `With consent ${Date.now()}`,
    filter: { version: 1, match: 'all', conditions: [condition] },
  })
  const template = await api.call<Row>('POST', 'templates', {
    name: `draft_${Date.now()}`,
    language: 'ru',
    category: 'marketing',
    content: { body: 'Здравствуйте, {{1}}!', buttons: [{ type: 'quick_reply', text: 'Да' }], samples: {} },
  })
  const values = Object.fromEntries(
    (approved?.variables ?? []).map(key => [key, { source: 'first_name', fallback: 'клиент' }]),
  )
  const campaign = {
    name: 'Every screen',
    number_id: numbers[0]?.id,
    audience: { label_ids: [label?.id] },
    template_id: approved?.id,
    values,
  }
  const draft = await api.call<Row>('POST', 'campaigns', campaign)
  const { template_id: _, ...untold } = campaign
  const text = await api.call<Row>('POST', 'campaigns', {
    ...untold,
    content: { type: 'text', text: { body: 'Здравствуйте, {{first_name}}! Сегодня мы до 20:00.' } },
  })
  const begun = await api.call<Row>('POST', 'campaigns', { ...campaign, name: 'Begun' })
  await api.call('POST', `campaigns/${begun.id}/start`)
  const file = contactsFile(300).bytes
  const uploaded = await api.upload<Import>('imports', 'clients.csv', 'text/csv', file)
  const checked = await api.upload<Import>('imports', 'clients.csv', 'text/csv', file)
  await api.call('POST', `imports/${checked.id}/check`, {
    mapping: checked.columns.map(({ index, guess }) => ({ index, target: guess })),
    default_country: 'RU',
    has_header: true,
    duplicates: 'update',
  })
  const made = await api.call<{ webhook: Row }>('POST', 'webhooks', {
    url: 'https://shop.example/hooks/galka?from=every-screen',
    events: ['message.received', 'message.status', 'campaign.progress'],
  })
  const hook = `webhooks/${made.webhook.id}`
  await api.call('POST', `${hook}/test`)
  await api.call('PATCH', hook, { enabled: false })
  await api.call('POST', 'api_keys', { name: `Site ${Date.now()}`, role: 'agent' })
  return [
    '/inbox',
    `/inbox/all/${open?.id}`,
    `/inbox/all/${closed?.id}`,
    '/inbox/all?q=zzzz',
    '/settings/notifications',
    '/settings/me',
    '/contacts',
    `/contacts/${contact?.id}`,
    '/settings/fields',
    '/search?q=заказ',
    '/contacts/import',
    `/contacts/import?id=${uploaded.id}`,
    `/contacts/import?id=${checked.id}&step=check`,
    '/contacts/segments',
    '/contacts/segments/new',
    `/contacts/segments/${segment.id}`,
    '/templates',
    '/templates/new',
    `/templates/${template.id}`,
    `/templates/${template.id}/edit`,
    `/templates/${approved?.id}`,
    '/campaigns',
    '/campaigns/new',
    `/campaigns/${draft.id}/edit`,
    `/campaigns/${draft.id}/edit/template`,
    `/campaigns/${draft.id}/edit/check`,
    `/campaigns/${text.id}/edit/template`,
    `/campaigns/${text.id}/edit/check`,
    `/campaigns/${begun.id}`,
    '/tools',
    '/tools/profile',
    '/tools/profile/edit',
    '/automation',
    '/automation/greeting',
    '/automation/away',
    '/automation/rules',
    '/automation/rules/new',
    '/automation/runs',
    '/settings/hours',
    '/automation/quick-replies',
    '/automation/quick-replies?reply=new',
    '/numbers',
    '/numbers/connect',
    '/developers/logs',
    '/developers/keys',
    '/developers/webhooks',
    `/developers/${hook}`,
    '/settings',
    '/settings/shortcuts',
    '/settings/team',
    '/settings/assignment',
    '/settings/labels',
    '/settings/plan',
    '/help',
    '/help/app-or-api',
    '/help/report',
    '/sandbox',
    '/nothing-here',
  ]
}
