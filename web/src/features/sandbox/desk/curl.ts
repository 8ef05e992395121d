import type { GraphCall, WholeDelivery } from '@/api/sandbox-world'

/** One argument of a shell, whatever stands in it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const GO_ON = ' \\\n  '

/** A webhook as a command that delivers the same bytes with the same signature again. */
export function webhookCurl({ url, headers, body }: Pick<WholeDelivery, 'url' | 'headers' | 'body'>): string {
  const lines = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)
  return [`curl -X POST ${quoted(url)}`, ...lines, `--data-binary ${quoted(body)}`].join(GO_ON)
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A Graph call as a command against the same emulator; the token, and an address that is not known, are left to the shell. */
export function callCurl(
  { method, path, params, file }: Pick<GraphCall, 'method' | 'path' | 'params' | 'file'>,
  origin: string | null,
): string {
  const address = (end: string) => (origin === null ? `"$GRAPH"${quoted(end)}` : quoted(origin + end))
  const given = params !== null && typeof params === 'object' ? Object.entries(params) : []
  const token = '-H "Authorization: Bearer $TOKEN"'
  if (file) {
    const parts = given.map(([name, value]) => `-F ${quoted(`${name}=${plain(value)}`)}`)
    const type = file.mime_type ? `;type=${file.mime_type}` : ''
    const part = `-F ${quoted(`file=@${file.filename ?? 'file'}${type}`)}`
    return [`curl -X ${method} ${address(path)}`, token, ...parts, part].join(GO_ON)
  }
  if (method === 'POST')
    return [
      `curl -X POST ${address(path)}`,
      token,
      `-H ${quoted('Content-Type: application/json')}`,
      `--data-binary ${quoted(JSON.stringify(params ?? {}))}`,
    ].join(GO_ON)
  const query = new URLSearchParams(given.map(([name, value]) => [name, plain(value)])).toString()
  return [`curl -X ${method} ${address(path + (query ? `?${query}` : ''))}`, token].join(GO_ON)
}

/** JSON with line breaks; anything else as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
