/** A client of the local server that says exactly what a test writes, and hears every byte of the answer. */

import { connect as connectTo } from 'node:net'
import type { Socket } from 'node:net'
import type { LocalServer } from '../../src/main/server/local-server.ts'
import type { StaticFiles } from '../../src/main/server/static-files.ts'

const html = '<!doctype html><title>Longshore</title><script type="module" src="./assets/a.js"></script>'

/** A page that is served without a build. */
export const page: StaticFiles = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from(html) }],
  ['/assets/a.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('document.title = "ran"') }],
])

export interface Heard {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  readonly text: string
}

function parse(text: string): Heard {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: text.slice(end + 4), text }
}

/** Writes, and reads until the server closes. */
export function exchange(
  port: number,
  text: string | Buffer,
  onSocket: (socket: Socket) => void = () => undefined,
): Promise<Heard> {
  return new Promise((resolve) => {
    const socket = connectTo(port, '127.0.0.1')
    const parts: Buffer[] = []
    socket.on('data', (part: Buffer) => parts.push(part))
    // Who writes more than the server wants to read is cut off; what it said before counts.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(parse(Buffer.concat(parts).toString())))
    socket.write(text)
    onSocket(socket)
  })
}

export interface Request {
  readonly method?: string
  readonly target?: string
  /** In place of those that a client without a browser sends. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export function requestText(port: number, { method = 'GET', target = '/', headers = {}, body }: Request): string {
  const length: Record<string, string> =
    body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}` }
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...length, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${target} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n')
}

export function ask(port: number, request: Request): Promise<Heard> {
  return exchange(port, requestText(port, request))
}

/** As a browser's `new WebSocket` asks. */
export function upgradeHeaders(port: number, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    Origin: `http://127.0.0.1:${port}`,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...more,
  }
}

export function codeOf(link: string): string {
  return new URL(link).hash.replace('#code=', '')
}

export interface Halves {
  /** As it is sent: `name=value`. */
  readonly cookie: string
  readonly token: string
}

/** Follows a link as the page does. */
export async function login(server: LocalServer): Promise<Halves> {
  const body = JSON.stringify({ code: codeOf(server.link(60_000)) })
  const heard = await ask(server.port, { method: 'POST', target: '/login', body })
  if (heard.status !== 200) throw new Error(heard.text)
  const [cookie = ''] = (heard.headers.get('set-cookie') ?? '').split(';')
  return { cookie, token: (JSON.parse(heard.body) as { token: string }).token }
}
