/**
 * HTTP/1.1 on undici, which nothing else imports. One request, one answer: nothing is retried, followed or unpacked,
 * because only the engine knows what may be asked again.
 *
 * HTTP/2 is off: undici speaks it by default, and its flow control then refuses large bodies.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { request as undiciRequest } from 'undici'
import type { Dispatcher } from 'undici'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import type { HttpAnswer, HttpRequest } from '../engine/ports/http.ts'
import { answerOf } from './answer.ts'
import { Dispatchers } from './dispatchers.ts'
import type { Hop } from './hops.ts'
import { defaultLimits } from './limits.ts'
import type { HttpLimits } from './limits.ts'
import { LocalAddressError, isLocalName, lookupAll } from './lookup.ts'
import type { LookupAll } from './lookup.ts'
import { isEmpty, outgoing } from './outgoing.ts'
import type { Outgoing } from './outgoing.ts'
import { straight } from './proxies.ts'
import type { Route } from './proxies.ts'
import { CutError, NoRouteError, NotConnectedError, failureOf, isBeforeProxy } from './trouble.ts'
import { stopped } from './unless-stopped.ts'
import { Watch } from './watch.ts'

export interface HttpOptions {
  /** Our own version: services ask clients to say who they are (graph.md A14). */
  readonly version: string
  /** Certificate authorities in PEM that replace the runtime's own list; see ca.ts. */
  readonly ca?: readonly string[]
  /** By which proxies requests go; by default none. */
  readonly route?: Route
  readonly limits?: Partial<HttpLimits>
  readonly lookup?: LookupAll
}

/** What may change while requests are under way. */
export interface NetworkRules {
  /** As in `HttpOptions`; null: the runtime's own. */
  readonly ca: readonly string[] | null
  readonly route: Route
}

/** A request as it goes out: who may get a token was decided before. */
export interface RawRequest extends Omit<HttpRequest, 'authorization'> {
  /** Refuse names that lead to a private address. */
  readonly publicOnly: boolean
  /**
   * Its answer can be had once only, as the next refresh token: it keeps its usual patience also while connections are
   * doubted, since one that is cut in vain costs more than a minute.
   */
  readonly isOnlyOnce?: boolean
}

type Exchange = [request: RawRequest, host: string, body: Outgoing, watch: Watch, cut: AbortController]

export class Http {
  readonly #limits: HttpLimits
  readonly #lookup: LookupAll
  readonly #userAgent: string
  #dispatchers: Dispatchers
  #route: Route
  #ca: readonly string[] | null
  /** Of rules that don't hold any more, for as long as requests are under way. */
  readonly #ending = new Set<Dispatchers>()
  /** Of the requests under way that may be hurried. */
  readonly #watches = new Set<Watch>()

  constructor({ version, ca, route = straight, limits, lookup = lookupAll }: HttpOptions) {
    this.#limits = { ...defaultLimits, ...limits }
    this.#lookup = lookup
    // Company|App|Version, and no registered vendor (SharePoint/sp-dev-docs, "how to avoid getting throttled").
    this.#userAgent = `NONISV|Longshore|Longshore/${version}`
    this.#ca = ca ?? null
    this.#dispatchers = this.#newDispatchers()
    this.#route = route
  }

  #newDispatchers(): Dispatchers {
    return new Dispatchers({ ca: this.#ca, limits: this.#limits, lookup: this.#lookup })
  }

  /** From the next request on; those under way end as they began. */
  use({ ca, route }: NetworkRules): void {
    this.#ca = ca
    this.#route = route
    this.#beginAnew()
  }

  /**
   * The computer slept or is in another network: connections of before may be dead without anybody saying so. New requests
   * take new ones, and what doesn't move soon is cut.
   */
  connectionsDoubted(): void {
    this.#beginAnew()
    for (const watch of this.#watches) watch.hurry(this.#limits.doubtMs)
  }

  #beginAnew(): void {
    const before = this.#dispatchers
    this.#ending.add(before)
    void before.close().finally(() => this.#ending.delete(before))
    this.#dispatchers = this.#newDispatchers()
  }

  async request(request: RawRequest): Promise<Result<HttpAnswer>> {
    const host = URL.canParse(request.url) ? new URL(request.url).host : 'The destination'
    if (request.signal.aborted) return fail(stopped(host, request.signal.reason))
    const cut = new AbortController()
    const watch = new Watch((words) => cut.abort(new CutError(words)))
    if (request.isOnlyOnce !== true) this.#watches.add(watch)
    const onStop = (): void => cut.abort(new CutError('stopped here', stopped(host, request.signal.reason)))
    request.signal.addEventListener('abort', onStop, { once: true })
    const body = outgoing(request.body, watch, this.#limits)
    try {
      await body.begin()
      return await this.#bySomeWay(request, host, body, watch, cut)
    } catch (error) {
      if (body.failure !== null && !(request.signal.aborted && body.failure.code === 'bug')) return fail(body.failure)
      return fail(failureOf(cut.signal.aborted ? cut.signal.reason : error, host))
    } finally {
      request.signal.removeEventListener('abort', onStop)
      body.end()
      watch.stop()
      this.#watches.delete(watch)
    }
  }

  /** Ends idle connections, and waits for those at work. */
  async close(): Promise<void> {
    await this.#dispatchers.close()
  }

  /** Breaks all connections. */
  async destroy(): Promise<void> {
    await Promise.all([this.#dispatchers, ...this.#ending].map((each) => each.destroy()))
  }

  /** A proxy that isn't reached has got nothing, so the next one may be asked; anything else is the answer. */
  async #bySomeWay(...[request, host, body, watch, cut]: Exchange): Promise<Result<HttpAnswer>> {
    let last: unknown = new NoRouteError('no way was named')
    for (const hop of await this.#hopsFor(request, cut.signal)) {
      try {
        if (hop.kind === 'foreign') throw new NoRouteError(`${hop.name} is no proxy for HTTP`)
        if (hop.kind === 'proxy' && request.publicOnly) await this.#expectPublic(request.url)
        // Asked for anew each time: settings may have changed meanwhile, and then the earlier ones close.
        const dispatcher = this.#dispatchers.to(hop, request.publicOnly)
        return await this.#exchange(dispatcher, request, host, body, watch, cut)
      } catch (error) {
        if (cut.signal.aborted || !isBeforeProxy(error)) throw error
        last = error
      }
    }
    throw last
  }

  async #hopsFor({ url }: RawRequest, signal: AbortSignal): Promise<readonly Hop[]> {
    let onStop = (): void => undefined
    const gaveUp = new Promise<never>((_, reject) => {
      onStop = () => reject(signal.reason as Error)
    })
    signal.throwIfAborted()
    signal.addEventListener('abort', onStop, { once: true })
    try {
      return await Promise.race([this.#route(new URL(url)), gaveUp])
    } catch (error) {
      throw signal.aborted ? error : new NoRouteError('nobody says by which proxy it is reached')
    } finally {
      signal.removeEventListener('abort', onStop)
    }
  }

  /** What a name is here, where it is anything: inside of many networks only the proxy can look names up. */
  async #expectPublic(url: string): Promise<void> {
    const isLocal = await isLocalName(new URL(url).hostname, this.#lookup)
    if (isLocal === true) throw new NotConnectedError(new LocalAddressError())
  }

  async #exchange(dispatcher: Dispatcher, ...[request, host, body, watch, cut]: Exchange): Promise<Result<HttpAnswer>> {
    const got: Dispatcher.ResponseData = await undiciRequest(request.url, {
      method: request.method,
      dispatcher,
      signal: cut.signal,
      headers: {
        ...request.headers,
        'user-agent': this.#userAgent,
        // A compressed answer of any size can hide in a small one; our answers are small anyway.
        'accept-encoding': 'identity',
        ...(isEmpty(request.body) ? {} : { 'content-length': String(body.length) }),
      },
      // undici takes iterables of bytes as they are; its types don't say so.
      body: body.stream as Uint8Array | null,
    })
    // The answer may come while our body is still going: whatever it says, the rest of the body is of no use.
    body.end()
    if (got.statusCode >= 300 && got.statusCode < 400) {
      cut.abort(new CutError('redirected'))
      got.body.destroy()
      return fail(failure('unsafe-redirect', { host }))
    }
    const answer = await answerOf(got, host, watch, this.#limits, cut, request.into)
    // undici frees a connection one turn after the answer's end; without waiting, the next range would open another.
    await nextTurn()
    return ok(answer)
  }
}
