/**
 * HTTP/1.1 on undici, which nothing else imports. One request, one answer: nothing is retried, followed or unpacked,
 * because only the engine knows what may be asked again.
 *
 * HTTP/2 is off: undici speaks it by default, and its flow control then refuses large bodies.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { Agent, buildConnector, request as undiciRequest } from 'undici'
import type { Dispatcher } from 'undici'
import { FailureError, fail, failure, ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import type { HttpAnswer, HttpRequest } from '../engine/ports/http.ts'
import { answerOf } from './answer.ts'
import { isEmpty, outgoing } from './outgoing.ts'
import type { Outgoing } from './outgoing.ts'
import { defaultLimits } from './limits.ts'
import type { HttpLimits } from './limits.ts'
import { lookupAll, publicOnly } from './lookup.ts'
import type { LookupAll } from './lookup.ts'
import { CutError, NotConnectedError, failureOf } from './trouble.ts'
import { Watch } from './watch.ts'

export interface HttpOptions {
  /** Our own version: services ask clients to say who they are (graph.md A14). */
  readonly version: string
  /** Certificate authorities in PEM that replace the runtime's own list; see ca.ts. */
  readonly ca?: readonly string[]
  readonly limits?: Partial<HttpLimits>
  readonly lookup?: LookupAll
}

/** A request as it goes out: who may get a token was decided before. */
export interface RawRequest extends Omit<HttpRequest, 'authorization'> {
  /** Refuse names that lead to a private address. */
  readonly publicOnly: boolean
}

export class Http {
  readonly #limits: HttpLimits
  readonly #open: Agent
  readonly #guarded: Agent
  readonly #userAgent: string

  constructor({ version, ca, limits, lookup = lookupAll }: HttpOptions) {
    this.#limits = { ...defaultLimits, ...limits }
    // Company|App|Version, and no registered vendor (SharePoint/sp-dev-docs, "how to avoid getting throttled").
    this.#userAgent = `NONISV|Longshore|Longshore/${version}`
    this.#open = this.#agent(ca, undefined)
    this.#guarded = this.#agent(ca, publicOnly(lookup))
  }

  async request(request: RawRequest): Promise<Result<HttpAnswer>> {
    const host = URL.canParse(request.url) ? new URL(request.url).host : 'The destination'
    if (request.signal.aborted) return fail(stopped(host, request.signal.reason))
    const cut = new AbortController()
    const watch = new Watch((words) => cut.abort(new CutError(words)))
    const onStop = (): void => cut.abort(new CutError('stopped here', stopped(host, request.signal.reason)))
    request.signal.addEventListener('abort', onStop, { once: true })
    const body = outgoing(request.body, watch, this.#limits)
    try {
      await body.begin()
      return await this.#exchange(request, host, body, watch, cut)
    } catch (error) {
      if (body.failure !== null && !(request.signal.aborted && body.failure.code === 'bug')) return fail(body.failure)
      return fail(failureOf(cut.signal.aborted ? cut.signal.reason : error, host))
    } finally {
      request.signal.removeEventListener('abort', onStop)
      body.end()
      watch.stop()
    }
  }

  /** Ends idle connections, and waits for those at work. */
  async close(): Promise<void> {
    await Promise.all([this.#open.close(), this.#guarded.close()])
  }

  /** Breaks all connections. */
  async destroy(): Promise<void> {
    await Promise.all([this.#open.destroy(), this.#guarded.destroy()])
  }

  async #exchange(
    request: RawRequest,
    host: string,
    body: Outgoing,
    watch: Watch,
    cut: AbortController,
  ): Promise<Result<HttpAnswer>> {
    const got: Dispatcher.ResponseData = await undiciRequest(request.url, {
      method: request.method,
      dispatcher: request.publicOnly ? this.#guarded : this.#open,
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

  #agent(ca: readonly string[] | undefined, lookup: ReturnType<typeof publicOnly> | undefined): Agent {
    const connect = buildConnector({
      allowH2: false,
      timeout: this.#limits.connectMs,
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca: [...ca] }),
      ...(lookup === undefined ? {} : { lookup }),
    })
    return new Agent({
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: this.#limits.keepAliveMs,
      keepAliveMaxTimeout: this.#limits.keepAliveMs,
      // Our own watch counts progress; undici's timers count whole pieces.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, done) => {
        connect(options, (error: Error | null, socket) => {
          if (error === null) done(null, socket)
          else done(new NotConnectedError(error), null)
        })
      },
    })
  }
}

/** Whoever stopped us may have said why in a failure; else it is as if the line broke. */
function stopped(host: string, reason: unknown) {
  return reason instanceof FailureError ? reason.failure : failure('interrupted', { host, detail: 'stopped here' })
}
