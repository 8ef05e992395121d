import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** A company's own system on this machine: it keeps what it is told. */
export class Receiver {
  readonly told: { id: string; signature: string; body: { type: string } }[] = []
  status = 200

  private constructor(private readonly server: http.Server) {
    server.on('request', (request, response) => {
      const parts: Buffer[] = []
      request.on('data', part => parts.push(part))
      request.on('end', () => {
        const header = (name: string) => String(request.headers[name] ?? '')
        this.told.push({
          id: header('x-galka-delivery'),
          signature: header('x-galka-signature-256'),
          body: JSON.parse(Buffer.concat(parts).toString()),
        })
        response.writeHead(this.status, { 'content-type': 'text/html' })
        response.end('<script>alert(1)</script>')
      })
    })
  }

  static async start(): Promise<Receiver> {
    const server = http.createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return new Receiver(server)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`
  }

  stop = () => new Promise<void>(resolve => this.server.close(() => resolve()))
}
