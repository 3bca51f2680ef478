/** Binds HTTP to accounts: whose token, to which roots, and what else may be reached. */

import { fail, failure, ok } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'
import type { Account, AccountStore } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type {
  Authorization,
  BoxRoots,
  Connection,
  Connections,
  HttpAnswer,
  HttpPort,
  HttpRequest,
} from '../engine/ports/http.ts'
import { isLocalHost } from './addresses.ts'
import { challengeOf } from './challenge.ts'
import { boxTokenDomains, isAtOwnRoot, isSafeRoot, mayCarryToken, refusalOf } from './egress.ts'
import type { Bounds } from './egress.ts'
import type { Http } from './http.ts'
import { isLocalName, lookupAll } from './lookup.ts'
import type { LookupAll } from './lookup.ts'
import { passingFailure } from './passing.ts'
import { createTokenSource } from './tokens.ts'
import type { Renewal, TokenSource } from './tokens.ts'
import { unlessStopped } from './unless-stopped.ts'

/** Where an account's services are, without version and without trailing slash; null where it has no such service. */
export interface Roots {
  readonly graphUrl: string | null
  readonly box: BoxRoots | null
  /** Null: an account that can't be renewed by itself. */
  readonly renewal: Renewal | null
  /** At one of them, where every good sign-in is taken. */
  readonly meUrl?: string
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
    const own = ownRoots(roots)
    if (![...own, ...(roots.renewal === null ? [] : [roots.renewal.endpoint])].every(isSafeRoot)) {
      return fail(failure('usage', { detail: `The addresses of the account '${account.name}' must be https.` }))
    }
    const bound = this.#bind(account, roots)
    if (bound.connection !== null) return ok(bound.connection)
    const isLocal = await this.#areLocal(own)
    const tokenDomains = roots.box === null ? [] : boxTokenDomains(roots.box.apiUrl)
    const bounds = { roots: own, tokenDomains, isLocal: isLocal === true }
    const http = new AccountHttp(this.#options.http, this.#options.clock, bound.tokens, bounds, roots.meUrl ?? null)
    const { graphUrl, box } = roots
    const connection = bound.connection ?? { account: account.name, http, graphUrl, box }
    // Not to be said while offline: judged again next time, and until then the strict way.
    if (isLocal !== null) bound.connection = connection
    return ok(connection)
  }

  /** A practice cloud may come back at another port, an account by another of the same name: all begins anew. */
  #bind(account: Account, roots: Roots): Bound {
    const known = this.#bound.get(account.name)
    if (known !== undefined && isSame(known, account, roots)) return known
    const { store, http, clock } = this.#options
    const tokens = createTokenSource({ account, renewal: roots.renewal, store, http, clock })
    const bound: Bound = { roots, createdAt: account.createdAt, tokens, connection: null }
    this.#bound.set(account.name, bound)
    return bound
  }

  /** Whether all of an account's services are on a private network or here; null while that can't be said. */
  async #areLocal(roots: readonly string[]): Promise<boolean | null> {
    const lookup = this.#options.lookup ?? lookupAll
    const found = await Promise.all(
      roots.map(async (root) => {
        const { hostname } = new URL(root)
        return isLocalHost(hostname) || isLocalName(hostname, lookup)
      }),
    )
    if (found.includes(false)) return false
    return found.includes(null) ? null : true
  }
}

function ownRoots({ graphUrl, box }: Roots): readonly string[] {
  return [graphUrl, box?.apiUrl, box?.uploadUrl].filter((url) => typeof url === 'string')
}

function isSame({ roots, createdAt }: Bound, account: Account, { graphUrl, box, renewal }: Roots): boolean {
  return (
    roots.graphUrl === graphUrl &&
    roots.box?.apiUrl === box?.apiUrl &&
    roots.box?.uploadUrl === box?.uploadUrl &&
    roots.renewal?.endpoint === renewal?.endpoint &&
    roots.renewal?.clientId === renewal?.clientId &&
    createdAt === account.createdAt
  )
}

/** So many new tokens in a row may be refused before a person is asked; the first may have met a moment of trouble. */
const mostRefused = 2

type Sent = Omit<HttpRequest, 'authorization'>

class AccountHttp implements HttpPort {
  readonly #http: Http
  readonly #clock: Clock
  readonly #tokens: TokenSource
  readonly #bounds: Bounds
  readonly #meUrl: string | null
  /** Since one was taken: a body that is given once is sent with the next token by another request. */
  readonly #refused = new Set<string>()

  constructor(http: Http, clock: Clock, tokens: TokenSource, bounds: Bounds, meUrl: string | null) {
    this.#http = http
    this.#clock = clock
    this.#tokens = tokens
    this.#bounds = bounds
    this.#meUrl = meUrl
  }

  refusalOf(url: string, authorization: Authorization = 'none'): Failure | null {
    if (authorization === 'none') return refusalOf(url, this.#bounds)
    if (mayCarryToken(url, this.#bounds)) return null
    const host = URL.canParse(url) ? new URL(url).hostname : ''
    return failure('unsafe-upload-address', { host: host || 'The destination' })
  }

  async request(request: HttpRequest): Promise<Result<HttpAnswer>> {
    const { authorization, ...rest } = request
    const refused = this.refusalOf(request.url, authorization)
    if (refused !== null) return fail(refused)
    if (authorization === 'account') return this.#withToken(rest)
    return this.#http.request({ ...rest, publicOnly: !this.#bounds.isLocal })
  }

  async #withToken(request: Sent): Promise<Result<HttpAnswer>> {
    const { signal } = request
    const { host } = new URL(request.url)
    // A refresh belongs to no transfer: whoever is stopped needn't wait for a sign-in service that is silent.
    let token = await unlessStopped(this.#tokens.get(), signal, host)
    for (let renewals = 0; ; renewals += 1) {
      if (!token.ok) return token
      const answer = await this.#send(request, token.value)
      if (!answer.ok) return answer
      if (answer.value.status !== 401) {
        this.#refused.clear()
        return answer
      }
      this.#refused.add(token.value)
      const claims = challengeOf(answer.value.header('www-authenticate'))
      // One more for a challenge, too: another refresh may not have known of it.
      const isEnough = renewals >= mostRefused || (claims === null && this.#refused.size > mostRefused)
      if (isEnough) return this.#refusedAnew(token.value, claims, request)
      token = await unlessStopped(this.#tokens.renew(token.value, claims), signal, host)
      if (token.ok && !isRepeatable(request)) {
        // The pieces of a file are given once. The engine looks, and sends it again with the new token.
        const detail = 'the sign-in was renewed meanwhile'
        return fail(failure('interrupted', { host, detail }))
      }
    }
  }

  /**
   * Where a sign-in is taken nowhere a person is asked; a place that wants nobody with it is that place's business. An answer
   * that says neither is trouble of the service, which passes by itself.
   */
  async #refusedAnew(token: string, claims: string | null, request: Sent): Promise<Result<never>> {
    let wanted = claims
    if (claims === null && this.#meUrl !== null) {
      const { signal } = request
      const asked = await this.#send({ method: 'GET', url: this.#meUrl, body: null, signal }, token)
      if (!asked.ok) return asked
      const { status } = asked.value
      // Who may not read even this was known all the same.
      if ((status >= 200 && status < 300) || status === 403) {
        this.#refused.clear()
        return fail(failure('destination-denied'))
      }
      if (status !== 401) return fail(passingFailure(asked.value, new URL(this.#meUrl).host, this.#clock.now()))
      wanted = challengeOf(asked.value.header('www-authenticate'))
    }
    const newer = await this.#tokens.giveUp(token, wanted)
    if (!newer.ok) return newer
    const detail = 'somebody signed in meanwhile'
    return fail(failure('interrupted', { host: new URL(request.url).host, detail }))
  }

  #send(request: Sent, token: string): Promise<Result<HttpAnswer>> {
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    // A host that the service named is a stranger's choice, as upload addresses without a token are.
    const publicOnly = !this.#bounds.isLocal && !isAtOwnRoot(request.url, this.#bounds)
    return this.#http.request({ ...request, headers, publicOnly })
  }
}

function isRepeatable({ body }: Pick<HttpRequest, 'body'>): boolean {
  return body === null || body instanceof Uint8Array
}
