import { describe, expect, it } from 'vitest'
import { callCurl, prettyJson, quoted, webhookCurl } from './curl'

describe('a webhook as a test', () => {
  it('keeps the exact bytes and the signature', () => {
    const body = '{"a":"it\\u2019s 5 o\'clock"}'
    const command = webhookCurl({
      url: 'http://127.0.0.1:3000/hook',
      headers: {
        'Content-Length': '30',
        'Content-Type': 'application/json',
        'X-Hub-Signature-256': 'sha256=ab',
      },
      body,
    })
    expect(command).toContain("-H 'X-Hub-Signature-256: sha256=ab'")
    expect(command).toContain(quoted(body))
    expect(command).not.toContain('Content-Length')
  })

  it('lets no text out of its quotes', () => expect(quoted("a'; rm -rf b")).toBe("'a'\\''; rm -rf b'"))
})

describe('a Graph call as a command', () => {
  const origin = 'http://127.0.0.1:8081'
  it('sends what a POST carried as JSON, with the token of the shell', () => {
    const command = callCurl(
      { method: 'POST', path: '/v26.0/1/messages', params: { to: '79' }, file: null },
      origin,
    )
    expect(command).toContain("'http://127.0.0.1:8081/v26.0/1/messages'")
    expect(command).toContain('"Authorization: Bearer $TOKEN"')
    expect(command).toContain(`--data-binary '{"to":"79"}'`)
  })

  it('puts the parameters of a GET into the address', () =>
    expect(
      callCurl({ method: 'GET', path: '/v26.0/1', params: { fields: 'id,name' }, file: null }, origin),
    ).toContain('/v26.0/1?fields=id%2Cname'))

  it('leaves an address that is not known to the shell', () =>
    expect(callCurl({ method: 'GET', path: '/v26.0/1', params: {}, file: null }, null)).toContain(
      `curl -X GET "$GRAPH"'/v26.0/1'`,
    ))

  it('names the file of an upload', () =>
    expect(
      callCurl(
        {
          method: 'POST',
          path: '/v26.0/1/media',
          params: { messaging_product: 'whatsapp' },
          file: { filename: 'a.png', mime_type: 'image/png', bytes: 3 },
        },
        origin,
      ),
    ).toContain("-F 'file=@a.png;type=image/png'"))
})

it('leaves broken JSON as it is', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(prettyJson('<html>')).toBe('<html>')
})
