/**
 * Real forward proxies on loopback, as companies run them: CONNECT with and without a login, and one that looks into
 * the connections with certificates of its own authority. What they were asked is written down. They resolve no names:
 * a table says which server of ours stands behind a name, so that nothing ever leaves this computer.
 */

import { createServer, request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener } from 'node:http'
import { connect, isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket, createSecureContext } from 'node:tls'
import { createServer as createTlsServer } from 'node:https'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'

export interface Authority {
  /** PEM */
  readonly cert: string
  readonly key: string
}

const kind = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

export async function newAuthority(name = 'A company of ours'): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { cert, key }
}

async function certificateFor(host: string, ca: Authority): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    ...kind,
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [isIP(host) > 0 ? { type: 7, ip: host } : { type: 2, value: host }] },
    ],
  })
  return { key, cert }
}

/** One request as the proxy saw it. */
export interface SeenByProxy {
  readonly method: string
  /** As it stood in the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What a proxy does to one request that it looks into. */
export interface Meddling {
  /** Headers that it takes out, in lower case. */
  readonly without?: readonly string[]
  /** In the place of the service's answer; the service hears nothing of the request. */
  readonly answer?: { readonly status: number; readonly type: string; readonly text: string }
  /** Sends it once more after it was answered, and hands on what comes then. */
  readonly again?: boolean
}

export interface ProxyServerOptions {
  /** Which of our servers stands behind `host:port`; what isn't in it is refused with 502. */
  readonly behind?: Readonly<Record<string, string>>
  /** `user:password`; without it anybody is let through. */
  readonly login?: string
  /** Looks into every connection, as this authority. */
  readonly inspectsAs?: Authority
  /** Changes what comes back, where it looks into connections. */
  readonly rewrite?: (text: string) => string
  /** Where it looks into connections; null: the request is passed on as it is. */
  readonly meddle?: (request: IncomingMessage) => Meddling | null
  /** In the place of the tunnel: the bytes to answer CONNECT with. */
  readonly answer?: string
  /** With a certificate of this authority: a proxy that is itself reached by https. */
  readonly tls?: Authority
}

function hostOf(place: string): string {
  return place.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
}

export class ProxyServer {
  /** `http://127.0.0.1:port`, without a login. */
  readonly origin: string
  readonly seen: SeenByProxy[] = []
  /** How many bytes may still come from the client before the tunnels are cut; null: as many as there are. */
  bytesLeft: number | null = null
  readonly #options: ProxyServerOptions
  readonly #sockets: Set<Duplex>
  /** Made beforehand: that takes longer than anybody waits for a handshake. */
  readonly #certificates: Map<string, Authority>

  private constructor(
    origin: string,
    options: ProxyServerOptions,
    sockets: Set<Duplex>,
    certificates: Map<string, Authority>,
  ) {
    this.#certificates = certificates
    this.origin = origin
    this.#options = options
    this.#sockets = sockets
  }

  static async start(options: ProxyServerOptions = {}): Promise<ProxyServer> {
    const sockets = new Set<Duplex>()
    let proxy: ProxyServer | null = null
    const onRequest: RequestListener = (req, res) => {
      void proxy?.forward(req).then(({ status, text }) => res.writeHead(status).end(text))
    }
    const pair = options.tls && (await certificateFor('127.0.0.1', options.tls))
    const server = pair ? createTlsServer(pair, onRequest) : createServer(onRequest)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    })
    server.on('connect', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined)
      proxy?.tunnel(req, socket, head)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    })
    const { port } = server.address() as AddressInfo
    const certificates = new Map<string, Authority>()
    for (const place of options.inspectsAs ? Object.keys(options.behind ?? {}) : []) {
      certificates.set(place, await certificateFor(hostOf(place), options.inspectsAs as Authority))
    }
    proxy = new ProxyServer(`${pair ? 'https' : 'http'}://127.0.0.1:${port}`, options, sockets, certificates)
    return proxy
  }

  /** All connections at once, as when it is killed. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** What was asked for by CONNECT. */
  get tunnels(): string[] {
    return this.seen.filter(({ method }) => method === 'CONNECT').map(({ target }) => target)
  }

  #note(req: IncomingMessage): void {
    this.seen.push({ method: req.method ?? '', target: req.url ?? '', headers: req.headers })
  }

  #isWelcome(req: IncomingMessage): boolean {
    const { login } = this.#options
    return (
      login === undefined || req.headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`
    )
  }

  /** Absolute-form, as for plain http. */
  async forward(req: IncomingMessage): Promise<{ status: number; text: string }> {
    this.#note(req)
    req.resume()
    if (!this.#isWelcome(req)) return { status: 407, text: '' }
    const { host, pathname } = new URL(req.url ?? '')
    const own = this.#options.behind?.[host]
    if (own === undefined) return { status: 502, text: '' }
    const answer = await fetch(`${own}${pathname}`)
    return { status: answer.status, text: await answer.text() }
  }

  tunnel(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#note(req)
    const { answer, behind, inspectsAs } = this.#options
    if (answer !== undefined) return void socket.end(answer)
    if (!this.#isWelcome(req)) {
      const wants = 'Proxy-Authenticate: Basic realm="ours"\r\nContent-Length: 0\r\n\r\n'
      return void socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${wants}`)
    }
    const own = behind?.[req.url ?? '']
    if (own === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    if (inspectsAs === undefined) this.#join(socket, new URL(own))
    else this.#inspect(socket as Socket, req.url ?? '', own)
  }

  #count(bytes: number): void {
    if (this.bytesLeft === null) return
    this.bytesLeft -= bytes
    if (this.bytesLeft > 0) return
    this.bytesLeft = null
    this.cut()
  }

  #join(socket: Duplex, { hostname, port }: URL): void {
    const beyond = connect(Number(port), hostname)
    this.#sockets.add(beyond)
    beyond.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => beyond.destroy())
    socket.on('data', (bytes: Buffer) => this.#count(bytes.length))
    socket.pipe(beyond).pipe(socket)
  }

  /** Ends the client's TLS here and speaks plainly to the server of ours. */
  #inspect(socket: Socket, place: string, own: string): void {
    const secureContext = createSecureContext(this.#certificates.get(place))
    const plain = new TLSSocket(socket, { isServer: true, secureContext })
    plain.on('error', () => socket.destroy())
    const { port } = new URL(own)
    const { rewrite = (text: string) => text, meddle = () => null } = this.#options
    const inner = createServer((req, res) => {
      this.#note(req)
      const { without = [], answer: instead, again = false } = meddle(req) ?? {}
      req.on('data', (bytes: Buffer) => this.#count(bytes.length))
      if (instead !== undefined) {
        req.on('end', () => res.writeHead(instead.status, { 'content-type': instead.type }).end(instead.text))
        return
      }
      const given = Object.entries(req.headers).filter(([name]) => !without.includes(name))
      const headers = { ...Object.fromEntries(given), host: `127.0.0.1:${port}` }
      const asked = { host: '127.0.0.1', port, method: req.method, path: req.url, headers }
      const ask = (onText: (status: number, headers: object, text: Buffer) => void) => {
        const beyond = request(asked, (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('end', () => {
            const text = Buffer.from(rewrite(Buffer.concat(chunks).toString('latin1')), 'latin1')
            const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers
            onText(answer.statusCode ?? 502, { ...rest, 'content-length': text.length }, text)
          })
        })
        beyond.on('error', () => socket.destroy())
        const leave = (): void => void beyond.destroy()
        socket.on('close', leave)
        beyond.on('close', () => socket.off('close', leave))
        return beyond
      }
      const handOn = (status: number, back: object, text: Buffer): void =>
        void res.writeHead(status, back as OutgoingHttpHeaders).end(text)
      if (!again) {
        const beyond = ask(handOn)
        req.on('error', () => beyond.destroy()).pipe(beyond)
        return
      }
      const body: Buffer[] = []
      req.on('data', (bytes: Buffer) => body.push(bytes))
      req.on('end', () => ask(() => ask(handOn).end(Buffer.concat(body))).end(Buffer.concat(body)))
    })
    inner.emit('connection', plain)
  }
}
