/** Settings: checked against their table, stored, and applied to what runs. */

import { type Failure, type Result, fail, failure, ok } from '../../shared/failure.ts'
import { type SettingKey, type SettingValue, isSettingKey, settingOf, settings } from '../../shared/settings.ts'
import { type ProxyChoice, type ProxyLogin, proxyChoiceOf } from '../../shared/proxy-choice.ts'
import type { ProxyLoginStore, SettingStore } from '../engine/ports/store.ts'

/** Not in the table: it is set by pausing and resuming everything, not by hand. */
const pausedKey = 'queue.paused'

interface SettingView {
  readonly key: string
  readonly value: unknown
  readonly description: string
}

/** Told after a setting was stored. */
export type SettingListener = (key: SettingKey | typeof pausedKey) => void

/** What of a value only the world can say: whether a file is one of certificates. Null: nothing against it. */
export type SettingCheck = (key: SettingKey, value: unknown) => Promise<Failure | null>

export class Settings {
  readonly #store: SettingStore & ProxyLoginStore
  readonly #check: SettingCheck
  readonly #listeners = new Set<SettingListener>()

  constructor(store: SettingStore & ProxyLoginStore, check: SettingCheck = async () => null) {
    this.#store = store
    this.#check = check
  }

  listen(listener: SettingListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async valueOf<K extends SettingKey>(key: K): Promise<SettingValue<K>> {
    return settingOf(key, await this.#store.settings())
  }

  async list(): Promise<SettingView[]> {
    const stored = await this.#store.settings()
    return (Object.keys(settings) as SettingKey[]).map((key) => viewOf(key, stored))
  }

  async get(key: string): Promise<Result<SettingView>> {
    if (!isSettingKey(key)) return unknown(key)
    return ok(viewOf(key, await this.#store.settings()))
  }

  /** @param proxyLogin with a proxy's address only */
  async set(key: string, value: unknown, proxyLogin?: ProxyLogin): Promise<Result<SettingView>> {
    if (!isSettingKey(key)) return unknown(key)
    const parsed = settings[key].schema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return fail(failure('usage', { detail: `${key}: ${issue?.message ?? 'not a valid value'}` }))
    }
    const proxy = key === 'network.proxy' ? proxyChoiceOf(String(parsed.data)) : null
    if (proxyLogin !== undefined && proxy?.way !== 'address') {
      const detail = 'A password is kept for one proxy: give it together with `network.proxy` and an http://HOST:PORT.'
      return fail(failure('usage', { detail }))
    }
    const against = await this.#check(key, parsed.data)
    if (against !== null) return fail(against)
    if (proxy !== null) await this.#keepLogin(proxy, proxyLogin)
    await this.#store.putSetting(key, parsed.data)
    for (const listener of this.#listeners) listener(key)
    return this.get(key)
  }

  /** The login of a proxy that nobody wants any more is forgotten; one that the system may name keeps it. */
  async #keepLogin(proxy: ProxyChoice, login: ProxyLogin | undefined): Promise<void> {
    if (proxy.way === 'system' || proxy.way === 'environment') return
    if (proxy.way === 'address' && login !== undefined) {
      await this.#store.putProxyLogin({ origin: proxy.origin, ...login })
      return
    }
    const known = await this.#store.proxyLogin().catch(() => null)
    if (proxy.way !== 'address' || known?.origin !== proxy.origin) await this.#store.putProxyLogin(null)
  }

  async isPaused(): Promise<boolean> {
    return (await this.#store.settings())[pausedKey] === true
  }

  async setPaused(isPaused: boolean): Promise<void> {
    await this.#store.putSetting(pausedKey, isPaused)
    for (const listener of this.#listeners) listener(pausedKey)
  }
}

function viewOf(key: SettingKey, stored: Readonly<Record<string, unknown>>): SettingView {
  return { key, value: settingOf(key, stored), description: settings[key].description }
}

function unknown(key: string): Result<never> {
  return fail(failure('usage', { detail: `There is no setting '${key}'. See \`longshore settings list\`.` }))
}
