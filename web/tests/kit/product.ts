import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** A running product with its own emulator and a sample company, in a folder of its own. */
export interface Product {
  url: string
  sandbox: string
  /** The one-time link of the first owner. */
  link: string
  pid: number
  stop: () => Promise<void>
}

const STARTED_WITHIN_MS = 180_000
const here = path.dirname(new URL(import.meta.url).pathname)

function binary(): string {
  const target = path.resolve(here, '../../../target')
  const places = [
    process.env.GALKA_BIN,
    path.join(target, 'debug/galka'),
    path.join(target, 'release/galka'),
  ].filter((place): place is string => Boolean(place))
  const found = places.find(place => fs.existsSync(place))
  if (!found) throw new Error(`No galka to test; looked at ${places.join(', ')}. Build it: cargo build`)
  return path.resolve(found)
}

const isFree = (port: number) =>
  new Promise<boolean>(resolve => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** A free port below 32768, where the system hands out none by itself. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
}

/** Waits until the process has printed its link. */
function printedLink(child: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    const give = (fault: string) => reject(new Error(`galka demo ${fault}\n${printed}`))
    const timer = setTimeout(() => give('printed no link in time'), STARTED_WITHIN_MS)
    const hear = (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-20_000)
      const link = /https?:\/\/\S+\/setup\/\S+/.exec(printed)?.[0]
      if (!link) return
      clearTimeout(timer)
      resolve(link)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', code => give(`ended with ${code}`))
  })
}

/** Starts `galka demo` on free ports and answers when its link is printed. */
export async function startProduct(): Promise<Product> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'galka-e2e-'))
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const args = ['demo', '--data-dir', dir, '--listen', `127.0.0.1:${port}`]
  const child = spawn(binary(), [...args, '--sandbox-listen', `127.0.0.1:${sandboxPort}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The tests' own receivers of webhooks are on this machine.
    env: { ...process.env, GALKA_WEBHOOKS__ALLOW_PRIVATE: '127.0.0.1' },
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(hard)
    fs.rmSync(dir, { recursive: true, force: true })
  }
  try {
    const link = await printedLink(child)
    return {
      url: `http://127.0.0.1:${port}`,
      sandbox: `http://127.0.0.1:${sandboxPort}`,
      link,
      pid: child.pid ?? 0,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
