/**
 * Providers whose calls are counted together with all that goes to the same place (`Capabilities.shared`), whoever makes
 * them: a transfer, a cancel, the sweep, or somebody who looks around.
 */

import { type Result, fail, failure } from '../../../shared/failure.ts'
import type { BrowsePlace } from '../../../shared/browse-place.ts'
import type { Call, Provider, Providers } from '../ports/provider.ts'
import type { SharedLimits } from './shared-limits.ts'

export class CountedProviders implements Providers {
  readonly #inner: Providers
  readonly #limits: SharedLimits

  constructor(inner: Providers, limits: SharedLimits) {
    this.#inner = inner
    this.#limits = limits
  }

  async serving(account: string, destination: string): Promise<Result<Provider>> {
    return this.#counted(await this.#inner.serving(account, destination), account, destination)
  }

  async browsing(account: string, place: BrowsePlace): Promise<Result<Provider>> {
    return this.#counted(await this.#inner.browsing(account, place), account, place.text)
  }

  #counted(found: Result<Provider>, account: string, destination: string): Result<Provider> {
    if (!found.ok) return found
    const { shared } = found.value.capabilities({ destination, folders: [], name: '' })
    if (shared === null) return found
    return {
      ok: true,
      value: new CountedProvider(found.value, (signal) => this.#limits.enter(account, shared, signal)),
    }
  }
}

type Enter = (signal: AbortSignal) => Promise<() => void>

class CountedProvider implements Provider {
  readonly kind: string
  readonly #inner: Provider
  readonly #enter: Enter

  constructor(inner: Provider, enter: Enter) {
    this.kind = inner.kind
    this.#inner = inner
    this.#enter = enter
  }

  readonly capabilities: Provider['capabilities'] = (...asked) => this.#inner.capabilities(...asked)
  readonly preflight: Provider['preflight'] = (...asked) => this.#inner.preflight(...asked)
  readonly allowed: Provider['allowed'] = (...asked) => this.#inner.allowed(...asked)

  readonly room: Provider['room'] = (at, call) => this.#within(call, () => this.#inner.room(at, call))
  readonly look: Provider['look'] = (at, call) => this.#within(call, () => this.#inner.look(at, call))
  readonly lookById: Provider['lookById'] = (at, id, call) =>
    this.#within(call, () => this.#inner.lookById(at, id, call))
  readonly inspect: Provider['inspect'] = (at, call) => this.#within(call, () => this.#inner.inspect(at, call))
  readonly browse: Provider['browse'] = (at, next, call) => this.#within(call, () => this.#inner.browse(at, next, call))
  readonly makeFolders: Provider['makeFolders'] = (at, call) =>
    this.#within(call, () => this.#inner.makeFolders(at, call))
  readonly open: Provider['open'] = (at, content, intent, call) =>
    this.#within(call, () => this.#inner.open(at, content, intent, call))
  readonly position: Provider['position'] = (session, size, call) =>
    this.#within(call, () => this.#inner.position(session, size, call))
  readonly send: Provider['send'] = (session, range, size, body, call) =>
    this.#within(call, () => this.#inner.send(session, range, size, body, call))
  readonly commit: Provider['commit'] = (session, at, content, intent, call) =>
    this.#within(call, () => this.#inner.commit(session, at, content, intent, call))
  readonly abandon: Provider['abandon'] = (session, call) =>
    this.#within(call, () => this.#inner.abandon(session, call))
  readonly put: Provider['put'] = (at, content, intent, body, call) =>
    this.#within(call, () => this.#inner.put(at, content, intent, body, call))

  async #within<T>({ signal, waits }: Call, make: () => Promise<Result<T>>): Promise<Result<T>> {
    let leave: () => void
    waits?.(true)
    try {
      leave = await this.#enter(signal)
    } catch (error) {
      if (signal.aborted) return fail(failure('interrupted', { detail: 'called off before it was asked' }))
      throw error
    } finally {
      waits?.(false)
    }
    return make().finally(leave)
  }
}
