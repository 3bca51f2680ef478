/** Binds HTTP to accounts: whose token, to which roots, and what else may be reached. */

import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Account, AccountStore } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { Connection, Connections, HttpAnswer, HttpPort, HttpRequest } from '../engine/ports/http.ts'
import { isLocalHost } from './addresses.ts'
import { isSafeRoot, mayCarryToken, refusalOf } from './egress.ts'
import type { Bounds } from './egress.ts'
import type { Http } from './http.ts'
import { isLocalName, lookupAll } from './lookup.ts'
import type { LookupAll } from './lookup.ts'
import { createTokenSource } from './tokens.ts'
import type { TokenSource } from './tokens.ts'

/** Where an account's service is, without version and without trailing slash. */
export interface Roots {
  readonly graphUrl: string
  readonly loginUrl: string
  /** Null: an account that can't be renewed by itself. */
  readonly clientId: string | null
}

export interface ConnectionsOptions {
  readonly http: Http
  readonly store: AccountStore
  readonly clock: Clock
  /** Null where the service isn't there, as for a practice cloud that isn't running. */
  rootsOf(account: Account): Roots | null
  readonly lookup?: LookupAll
}

interface Bound {
  readonly roots: Roots
  readonly tenant: string | null
  readonly createdAt: number
  /** Kept even while the connection can't be: all transfers of an account share one refresh. */
  readonly tokens: TokenSource
  connection: Connection | null
}

export class AccountConnections implements Connections {
  readonly #options: ConnectionsOptions
  readonly #bound = new Map<string, Bound>()

  constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  async connect(account: Account): Promise<Result<Connection>> {
    if (account.signedOut) return fail(failure('signed-out', { account: account.name }))
    const roots = this.#options.rootsOf(account)
    if (roots === null) return fail(failure('no-account', { destination: 'this destination' }))
    if (!isSafeRoot(roots.graphUrl) || !isSafeRoot(roots.loginUrl)) {
      return fail(failure('usage', { detail: `The addresses of the account '${account.name}' must be https.` }))
    }
    const bound = this.#bind(account, roots)
    if (bound.connection !== null) return ok(bound.connection)
    const isLocal = await this.#isLocal(roots.graphUrl)
    const bounds = { roots: [roots.graphUrl], isLocal: isLocal === true }
    const http = new AccountHttp(account.name, this.#options.http, bound.tokens, bounds)
    const connection = bound.connection ?? { account: account.name, http, graphUrl: roots.graphUrl }
    // Not to be said while offline: judged again next time, and until then the strict way.
    if (isLocal !== null) bound.connection = connection
    return ok(connection)
  }

  /** A practice cloud may come back at another port, an account by another of the same name: all begins anew. */
  #bind(account: Account, roots: Roots): Bound {
    const known = this.#bound.get(account.name)
    if (known !== undefined && isSame(known, account, roots)) return known
    const { store, http, clock } = this.#options
    const { loginUrl, clientId } = roots
    const tokens = createTokenSource({ account, clientId, loginUrl, store, http, clock })
    const { tenant, createdAt } = account
    const bound: Bound = { roots, tenant, createdAt, tokens, connection: null }
    this.#bound.set(account.name, bound)
    return bound
  }

  async #isLocal(root: string): Promise<boolean | null> {
    const { hostname } = new URL(root)
    return isLocalHost(hostname) || isLocalName(hostname, this.#options.lookup ?? lookupAll)
  }
}

function isSame(bound: Bound, { tenant, createdAt }: Account, { graphUrl, loginUrl, clientId }: Roots): boolean {
  const { roots } = bound
  return (
    roots.graphUrl === graphUrl &&
    roots.loginUrl === loginUrl &&
    roots.clientId === clientId &&
    bound.tenant === tenant &&
    bound.createdAt === createdAt
  )
}

class AccountHttp implements HttpPort {
  readonly #account: string
  readonly #http: Http
  readonly #tokens: TokenSource
  readonly #bounds: Bounds

  constructor(account: string, http: Http, tokens: TokenSource, bounds: Bounds) {
    this.#account = account
    this.#http = http
    this.#tokens = tokens
    this.#bounds = bounds
  }

  refusalOf(url: string): Failure | null {
    return refusalOf(url, this.#bounds)
  }

  async request(request: HttpRequest): Promise<Result<HttpAnswer>> {
    const { authorization, ...rest } = request
    if (authorization === 'none') {
      const refused = this.refusalOf(request.url)
      if (refused !== null) return fail(refused)
      return this.#http.request({ ...rest, publicOnly: !this.#bounds.isLocal })
    }
    if (!mayCarryToken(request.url, this.#bounds)) {
      return fail(failure('unsafe-upload-address', { host: 'The destination' }))
    }
    return this.#withToken(rest)
  }

  async #withToken(request: Omit<HttpRequest, 'authorization'>): Promise<Result<HttpAnswer>> {
    const token = await this.#tokens.get()
    if (!token.ok) return token
    const first = await this.#send(request, token.value)
    if (!first.ok || first.value.status !== 401) return first
    const renewed = await this.#tokens.renew(token.value)
    if (!renewed.ok) return renewed
    if (!isRepeatable(request)) {
      // The pieces of a file are given once. The engine looks, and sends it again with the new token.
      const detail = 'the sign-in was renewed meanwhile'
      return fail(failure('interrupted', { host: new URL(request.url).host, detail }))
    }
    const second = await this.#send(request, renewed.value)
    if (!second.ok || second.value.status !== 401) return second
    return fail(failure('signed-out', { account: this.#account }))
  }

  #send(request: Omit<HttpRequest, 'authorization'>, token: string): Promise<Result<HttpAnswer>> {
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    return this.#http.request({ ...request, headers, publicOnly: false })
  }
}

function isRepeatable({ body }: Pick<HttpRequest, 'body'>): boolean {
  return body === null || body instanceof Uint8Array
}
