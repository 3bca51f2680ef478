/**
 * Where the browser comes back to after signing in (RFC 8252 section 7.3): a listener on this computer that takes one
 * answer, the one it waits for, and is gone. Every page in every browser here can knock at it, so it says no to all else:
 * another method, another name for this computer (rebinding), another path, another `state`, and a second visit.
 */

import { timingSafeEqual } from 'node:crypto'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FailureError, failure } from '../../shared/failure.ts'
import { answerPage, pageHeaders } from './answer-page.ts'

export interface Redirect {
  /** How the service knows this computer: its browser must come back by that very name. */
  readonly host: 'localhost' | '127.0.0.1'
  /** 0: any that is free. */
  readonly port: number
  readonly path: string
}

export interface Loopback {
  /** To be given to the service, character by character. */
  readonly uri: string
  /** The query of the one right visit. */
  readonly answer: Promise<URLSearchParams>
  /** Lets go of the port at once; a page that is being sent is sent. */
  close(): void
}

/** A code is one or two thousand characters; nothing else of ours is long. */
const maxHeaderSize = 32 * 1024
const requestMs = 10_000
const tries = 5
/** For a page that is being sent. */
const graceMs = 1_000

/**
 * @param state what the right visit brings back (RFC 6749 section 10.12)
 * @throws FailureError `usage` where the port is taken
 */
export async function listenOnce({ host, port, path }: Redirect, state: string): Promise<Loopback> {
  let answered: (query: URLSearchParams) => void = () => undefined
  const answer = new Promise<URLSearchParams>((resolve) => (answered = resolve))
  let isOver = false
  let authority = ''
  const meet = (request: IncomingMessage, response: ServerResponse): void => {
    const url = targetOf(request)
    const status = statusOf(request, url, { authority, path, state, isOver })
    if (url === null || status !== 200) return send(response, status, answerPage('unexpected'))
    isOver = true
    send(response, 200, answerPage(url.searchParams.has('error') ? 'refused' : 'answered'))
    answered(url.searchParams)
  }
  const servers = await listen(host, port, meet)
  authority = `${host}:${portOf(servers[0])}`
  return {
    // Without a path, as it is registered at Microsoft; a browser adds the slash (graph.md F1).
    uri: `http://${authority}${path === '/' ? '' : path}`,
    answer,
    close() {
      isOver = true
      for (const server of servers) end(server)
    },
  }
}

interface Expected {
  readonly authority: string
  readonly path: string
  readonly state: string
  readonly isOver: boolean
}

/** Anybody may send any target: `//` is no address at all. */
function targetOf({ url }: IncomingMessage): URL | null {
  const address = `http://here${url ?? '/'}`
  return URL.canParse(address) ? new URL(address) : null
}

function statusOf({ method, headers }: IncomingMessage, url: URL | null, expected: Expected): number {
  if (headers.host !== expected.authority) return 421
  if (method !== 'GET') return 405
  if (url?.host !== 'here' || url.pathname !== expected.path) return 404
  if (expected.isOver) return 410
  const states = url.searchParams.getAll('state')
  return states.length === 1 && isEqual(states[0] ?? '', expected.state) ? 200 : 400
}

function isEqual(told: string, expected: string): boolean {
  const [one, other] = [Buffer.from(told), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function send(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { ...pageHeaders, ...(status === 405 && { Allow: 'GET' }) })
  response.end(page)
}

type Meet = (request: IncomingMessage, response: ServerResponse) => void

/**
 * `localhost` may lead a browser to ::1 first, so that whoever listened there would get the answer: we listen there too,
 * where this computer has it.
 */
async function listen(host: Redirect['host'], port: number, meet: Meet): Promise<[Server, ...Server[]]> {
  for (let left = port === 0 ? tries : 1; ; left -= 1) {
    const first = await listenAt('127.0.0.1', port, meet)
    if (first === 'taken') throw taken(port)
    if (first === 'absent') throw new FailureError(failure('usage', { detail: 'This computer has no 127.0.0.1.' }))
    if (host !== 'localhost') return [first]
    const second = await listenAt('::1', portOf(first), meet)
    if (second === 'absent') return [first]
    if (second !== 'taken') return [first, second]
    end(first)
    if (left <= 1) throw taken(port)
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function taken(port: number): FailureError {
  const detail = `Another program uses the port ${port} of this computer, where the sign-in would come back to.`
  return new FailureError(failure('usage', { detail }))
}

function listenAt(address: string, port: number, meet: Meet): Promise<Server | 'taken' | 'absent'> {
  return new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize, headersTimeout: requestMs, requestTimeout: requestMs }, meet)
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken')
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('absent')
      else reject(error)
    })
    server.listen({ host: address, port, exclusive: true }, () => resolve(server))
  })
}

/** Browsers open connections beforehand, and keep them. */
function end(server: Server): void {
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), graceMs).unref()
}
