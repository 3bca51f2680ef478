/**
 * The web UI's server: the page, the exchange of a link's code for a session, and the contract over a WebSocket. It
 * listens on 127.0.0.1 only, where every other program of this computer and every web page in its browsers can knock:
 * guard.ts says who may ask at all, sessions.ts who is let in, routes.ts what there is.
 */

import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { failure, FailureError } from '../../shared/failure.ts'
import { maxAnswerChars, maxFrameChars } from '../../shared/rpc.ts'
import type { Transport } from '../../shared/rpc.ts'
import { socketTransport } from '../../shared/socket-transport.ts'
import { drained, farewell } from './farewell.ts'
import type { Drainable } from './farewell.ts'
import { guard, pathOf, valuesOf } from './guard.ts'
import type { Asked } from './guard.ts'
import { jsonAnswer, refusal, send, turnAway } from './http-answer.ts'
import type { Answer } from './http-answer.ts'
import { readJson } from './json-body.ts'
import type { RefusalCode } from './refusals.ts'
import { admit, contractPath, routeFor, tokenHeader } from './routes.ts'
import type { Desk } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { OneTimeCodes, Sessions, WrongTries } from './sessions.ts'
import type { StaticFiles } from './static-files.ts'

const address = '127.0.0.1'
const protocol = 'longshore'
const tokenProtocol = `${protocol}.token.`

export interface ServerLimits {
  readonly headerBytes: number
  readonly bodyBytes: number
  readonly headersMs: number
  readonly requestMs: number
  readonly connections: number
}

const defaultLimits: ServerLimits = {
  headerBytes: 8 * 1024,
  bodyBytes: 256 * 1024,
  headersMs: 5_000,
  requestMs: 30_000,
  connections: 64,
}

export interface LocalServerOptions {
  /** 0: any that is free. */
  readonly port: number
  readonly files: StaticFiles
  /** Must start to serve the line at once. */
  readonly accept: (transport: Transport) => Drainable
  /** What went wrong inside, for the log. Nobody outside hears of it. */
  readonly onBug?: (error: unknown) => void
  /** epoch ms; tests bring their own clock and patience */
  readonly now?: () => number
  readonly limits?: Partial<ServerLimits>
}

export interface LocalServer {
  readonly port: number
  /** Without a code. */
  readonly url: string
  /** A link that lets one browser in, once, within this time. */
  link(lifeMs: number): string
  /** Takes nobody new, answers what is under way, and says goodbye. */
  close(): Promise<void>
}

function askedOf({ method, url, rawHeaders }: IncomingMessage, isUpgrade: boolean): Asked {
  return { method: method ?? '', target: url ?? '', rawHeaders, isUpgrade }
}

function tokenOf(request: IncomingMessage): string | null {
  const [value = null, ...more] = valuesOf(request.rawHeaders, tokenHeader)
  return more.length > 0 ? null : value
}

function tokenOfUpgrade(request: IncomingMessage): string | null {
  const offered = valuesOf(request.rawHeaders, 'sec-websocket-protocol').flatMap((line) => line.split(','))
  const found = offered.map((one) => one.trim()).find((one) => one.startsWith(tokenProtocol))
  return found?.slice(tokenProtocol.length) ?? null
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program uses it' : (error.code ?? error.message)
      const detail = `Port ${port} can't be opened (${why}). Choose another one with --port.`
      reject(new FailureError(failure('usage', { detail }), { cause: error }))
    })
    server.listen({ host: address, port, exclusive: true }, resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Throws a FailureError `usage` where the port can't be had. */
export async function openLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { files, accept, onBug, now = Date.now } = options
  const limits = { ...defaultLimits, ...options.limits }
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    // Nobody is cut off to the second; and each look wakes a computer that has nothing to do.
    connectionsCheckingInterval: limits.headersMs,
    // A missing Host is for the guard to refuse.
    requireHostHeader: false,
  })
  server.maxConnections = limits.connections
  server.maxHeadersCount = 0
  // Who doesn't read the answer doesn't keep its line either.
  server.setTimeout(limits.requestMs)
  const port = await listen(server, options.port)
  server.on('error', (error) => onBug?.(error))
  const desk: Desk = {
    codes: new OneTimeCodes(now),
    tries: new WrongTries(now),
    sessions: new Sessions(),
    cookieName: `longshore-${port}`,
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const asked = askedOf(request, false)
    const inTheWay = guard(asked, port)
    if (inTheWay !== null) return refusal(inTheWay)
    const path = pathOf(asked.target)
    const file = asked.method === 'POST' ? undefined : files.get(path)
    if (file !== undefined) return { status: 200, ...file }
    const route = routeFor(asked.method, path)
    if (route === null) return refusal('not-found')
    const session = route.isPublic === true ? null : admit(desk, asked.rawHeaders, tokenOf(request))
    if (typeof session === 'string') return refusal(session)
    if (route.method === 'GET') return answered(route.answer(desk, session))
    const body = await readJson(request, response, limits.bodyBytes)
    return typeof body === 'string' ? refusal(body) : answered(route.answer(desk, session, body.json, asked.rawHeaders))
  }

  function answered(found: { body: object; headers?: Readonly<Record<string, string>> } | RefusalCode): Answer {
    return typeof found === 'string' ? refusal(found) : jsonAnswer(found.body, found.headers)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(request, response, await answer(request, response))
    } catch (error) {
      // The client went while it was heard.
      if (response.headersSent || request.socket.destroyed) return void request.socket.destroy()
      onBug?.(error)
      send(request, response, refusal('bug'))
    }
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 3 * maxFrameChars,
    perMessageDeflate: false,
    handleProtocols: () => protocol,
  })
  const servings = new Set<Drainable>()

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const asked = askedOf(request, true)
    const inTheWay = guard(asked, port)
    if (inTheWay !== null) return turnAway(socket, inTheWay)
    if (asked.method !== 'GET' || pathOf(asked.target) !== contractPath) return turnAway(socket, 'not-found')
    const session = admit(desk, asked.rawHeaders, tokenOfUpgrade(request))
    if (typeof session === 'string') return turnAway(socket, session)
    sockets.handleUpgrade(request, socket, head, (client) => {
      const serving = accept(socketTransport(client, maxAnswerChars))
      servings.add(serving)
      session.lines.add(client)
      client.once('close', () => {
        servings.delete(serving)
        session.lines.delete(client)
      })
    })
    return undefined
  }

  sockets.on('wsClientError', (_, socket) => turnAway(socket, 'bad-request'))
  sockets.on('headers', (lines) => {
    for (const [name, value] of Object.entries(securityHeaders)) lines.push(`${name}: ${value}`)
  })
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => void handle(request, response)
  server.on('request', onRequest)
  // It is asked to go on only when its body is wanted: see readJson.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', (request, response) => send(request, response, refusal('bad-request')))
  server.on('upgrade', upgrade)
  server.on('connect', (request, socket) => turnAway(socket, guard(askedOf(request, false), port) ?? 'bad-method'))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => turnAway(socket, unparsed(error.code)))

  const url = new URL(`http://${address}:${port}/`).href
  return {
    port,
    url,
    link: (lifeMs) => `${url}#code=${desk.codes.issue(lifeMs)}`,
    async close() {
      const isClosed = new Promise<void>((resolve) => server.close(() => resolve()))
      await drained(servings)
      await Promise.all([...sockets.clients].map(farewell))
      server.closeAllConnections()
      sockets.close()
      await isClosed
    },
  }
}

function unparsed(code: string | undefined): RefusalCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'timed-out'
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large'
  return code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW' ? 'too-large' : 'bad-request'
}
