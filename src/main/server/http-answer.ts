/** Answers of the local server on their way out: each with the security headers, whoever says it and however it ends. */

import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { refusalBody, refusals } from './refusals.ts'
import type { RefusalCode } from './refusals.ts'
import { securityHeaders } from './security-headers.ts'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

const jsonType = 'application/json; charset=utf-8'

export function jsonAnswer(body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, type: jsonType, bytes: Buffer.from(JSON.stringify(body)), headers }
}

export function refusal(code: RefusalCode): Answer {
  const { status } = refusals[code]
  const headers: Record<string, string> = { connection: 'close' }
  if (code === 'upgrade-needed') Object.assign(headers, { upgrade: 'websocket' })
  if (code === 'too-many-tries') Object.assign(headers, { 'retry-after': '60' })
  return { status, type: jsonType, bytes: Buffer.from(JSON.stringify(refusalBody(code))), headers }
}

function headersOf({ type, bytes, headers }: Answer): Record<string, string> {
  return { ...securityHeaders, 'content-type': type, 'content-length': `${bytes.length}`, ...headers }
}

export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const headers = headersOf(answer)
  // What is still to come of a request that is answered already would have to be read and thrown away.
  if (!request.complete) headers['connection'] = 'close'
  response.writeHead(answer.status, headers).end(answer.bytes)
}

/** For a socket that Node's HTTP doesn't hold (any more): what couldn't be parsed, and upgrades. */
export function turnAway(socket: Duplex, code: RefusalCode): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const answer = refusal(code)
  const lines = Object.entries(headersOf(answer)).map(([name, value]) => `${name}: ${value}`)
  const head = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`, ...lines, '', ''].join('\r\n')
  // The other side may keep its half open for ever.
  socket.once('finish', () => socket.destroy())
  socket.end(Buffer.concat([Buffer.from(head), answer.bytes]))
}
