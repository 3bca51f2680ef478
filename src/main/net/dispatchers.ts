/** undici's connections, one pool a way out: straight or through one proxy, with and without the guard against private addresses. */

import type { LookupFunction } from 'node:net'
import { Agent, Pool, ProxyAgent, buildConnector } from 'undici'
import type { Dispatcher } from 'undici'
import type { Hop } from './hops.ts'
import type { HttpLimits } from './limits.ts'
import { publicOnly } from './lookup.ts'
import type { LookupAll } from './lookup.ts'
import { NotConnectedError, ProxyError } from './trouble.ts'

type Proxy = Extract<Hop, { kind: 'proxy' }>
export type Usable = Exclude<Hop, { kind: 'foreign' }>
type Connector = buildConnector.connector

/** A PAC file may name ever new proxies. */
const mostPools = 16

export interface DispatcherOptions {
  /** Certificate authorities in PEM that replace the runtime's own list; null: the runtime's own. */
  readonly ca: readonly string[] | null
  readonly limits: HttpLimits
  readonly lookup: LookupAll
}

export class Dispatchers {
  readonly #options: DispatcherOptions
  /** Insertion order is age. */
  readonly #pools = new Map<string, Dispatcher>()
  /** Passed over by newer ones, for as long as requests are under way. */
  readonly #leaving = new Set<Dispatcher>()

  constructor(options: DispatcherOptions) {
    this.#options = options
  }

  /** @param isGuarded refuse names that lead to a private address; a proxy looks names up itself, out of our sight */
  to(hop: Usable, isGuarded: boolean): Dispatcher {
    const key = hop.kind === 'direct' ? `direct ${isGuarded}` : JSON.stringify(hop)
    const found = this.#pools.get(key) ?? (hop.kind === 'direct' ? this.#straight(isGuarded) : this.#through(hop))
    this.#pools.delete(key)
    this.#pools.set(key, found)
    const [oldest] = this.#pools
    if (this.#pools.size > mostPools && oldest !== undefined) {
      this.#pools.delete(oldest[0])
      this.#leaving.add(oldest[1])
      void oldest[1].close().finally(() => this.#leaving.delete(oldest[1]))
    }
    return found
  }

  /** Ends idle connections, and waits for those at work. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()))
  }

  /** Breaks all connections. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values(), ...this.#leaving].map((pool) => pool.destroy()))
  }

  #tls(): { readonly timeout: number; readonly rejectUnauthorized: true; readonly ca?: string[] } {
    const { ca, limits } = this.#options
    return { timeout: limits.connectMs, rejectUnauthorized: true, ...(ca !== null && { ca: [...ca] }) }
  }

  #pooling() {
    const { keepAliveMs } = this.#options.limits
    return {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Our own watch counts progress; undici's timers count whole pieces.
      headersTimeout: 0,
      bodyTimeout: 0,
    }
  }

  #straight(isGuarded: boolean): Dispatcher {
    const { lookup } = this.#options
    const connect = buildConnector({
      ...this.#tls(),
      allowH2: false,
      lookup: isGuarded ? publicOnly(lookup) : asAsked(lookup),
    })
    return new Agent({ ...this.#pooling(), connect: told(connect, (error) => new NotConnectedError(error)) })
  }

  /** https in a tunnel (CONNECT); http, which egress lets nowhere but to loopback, would be handed over as it is. */
  #through({ origin, login }: Proxy): Dispatcher {
    const token = login === null ? null : `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
    return new ProxyAgent({
      ...this.#pooling(),
      uri: origin,
      ...(token !== null && { token }),
      connectTimeout: this.#options.limits.connectMs,
      requestTls: this.#tls(),
      proxyTls: this.#tls(),
      // Between us and the proxy: who takes the connection and then says nothing is not waited for.
      clientFactory: (url, given) => {
        const { connect } = given as { connect: Connector }
        const { connectMs } = this.#options.limits
        return new Pool(url, {
          ...this.#pooling(),
          headersTimeout: connectMs,
          connect: told(connect, (error) => new ProxyError(origin, { kind: 'unreached', cause: error })),
        })
      },
      // Between us and the service, in the tunnel.
      factory: (url, given) => {
        const { connect, ...more } = given as { connect: Connector }
        return new Pool(url, { ...more, connect: told(connect, (error) => troubleInTunnel(origin, error)) })
      },
    })
  }
}

/** With an error that says how far it came. */
function told(connect: Connector, as: (error: Error) => Error): Connector {
  return (options, done) => {
    connect(options, (...[error, socket]) => {
      if (error === null) done(null, socket)
      else done(as(error), null)
    })
  }
}

/** undici tells the status of a refused CONNECT in its message only. */
const refusedConnect = /^Proxy response \((\d{3})\)/

function troubleInTunnel(proxy: string, error: Error): Error {
  if (error instanceof ProxyError) return error
  const status = refusedConnect.exec(error.message)?.[1]
  if (status !== undefined) return new ProxyError(proxy, { kind: 'refused', status: Number(status) })
  const { code } = error as NodeJS.ErrnoException
  // It hung up, or said nothing, while it was asked for the tunnel; what it said before the tunnel stands is no HTTP.
  const isBefore = code === 'UND_ERR_PRX_CONN' || code === 'UND_ERR_HEADERS_TIMEOUT' || code?.startsWith('HPE_')
  if (isBefore === true) return new ProxyError(proxy, { kind: 'unreached', cause: error })
  return new NotConnectedError(error)
}

function asAsked(lookup: LookupAll): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null) done(error, '')
      else if (options.all === true) done(null, addresses)
      else done(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}
