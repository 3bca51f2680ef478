/** Settings: checked against their table and against what the administrator decided, stored, and applied to what runs. */

import type { SettingView } from '../../shared/setting-view.ts'
import { type Failure, type Result, fail, failure, ok } from '../../shared/failure.ts'
import { type SettingKey, type SettingValue, isSettingKey, settingOf, settings } from '../../shared/settings.ts'
import { type ProxyChoice, type ProxyLogin, proxyChoiceOf } from '../../shared/proxy-choice.ts'
import type { Permissions } from '../engine/ports/permissions.ts'
import type { ProxyLoginStore } from '../engine/ports/proxy-login.ts'
import type { SettingStore } from '../engine/ports/store.ts'

/** Told after a setting was stored; whoever set it is answered when it holds. */
export type SettingListener = (key: SettingKey) => void | Promise<void>

/** What of a value only the world can say: whether a file is one of certificates. Null: nothing against it. */
export type SettingCheck = (key: SettingKey, value: unknown) => Promise<Failure | null>

type Decided = Pick<Permissions, 'lockOf' | 'atMost' | 'contact'>

export class Settings {
  readonly #store: SettingStore & ProxyLoginStore
  readonly #decided: Decided
  readonly #check: SettingCheck
  readonly #listeners = new Set<SettingListener>()

  constructor(store: SettingStore & ProxyLoginStore, decided: Decided, check: SettingCheck = async () => null) {
    this.#store = store
    this.#decided = decided
    this.#check = check
  }

  listen(listener: SettingListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async valueOf<K extends SettingKey>(key: K): Promise<SettingValue<K>> {
    return this.#valueIn(key, await this.#store.settings())
  }

  /** What somebody said for this one time (an option, the environment), unless it is decided for this computer. */
  async valueUnless<K extends SettingKey>(key: K, said: SettingValue<K> | undefined): Promise<SettingValue<K>> {
    return said === undefined || this.#decided.lockOf(key) !== null ? this.valueOf(key) : said
  }

  async list(): Promise<SettingView[]> {
    const stored = await this.#store.settings()
    return (Object.keys(settings) as SettingKey[]).map((key) => this.#viewOf(key, stored))
  }

  async get(key: string): Promise<Result<SettingView>> {
    if (!isSettingKey(key)) return unknown(key)
    return ok(this.#viewOf(key, await this.#store.settings()))
  }

  /**
   * Failures: `usage`, `setting-locked`, `not-allowed-here`.
   * @param proxyLogin with a proxy's address only
   */
  async set(key: string, value: unknown, proxyLogin?: ProxyLogin): Promise<Result<SettingView>> {
    if (!isSettingKey(key)) return unknown(key)
    const contact = this.#decided.contact ?? 'your administrator'
    const lock = this.#decided.lockOf(key)
    const isSame = lock !== null && isSameProxy(key, value, lock.value) && proxyLogin !== undefined
    // The login of the very proxy that was decided on is a person's own.
    if (lock !== null && !isSame) return fail(failure('setting-locked', { key, contact }))
    const parsed = settings[key].schema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return fail(failure('usage', { detail: `${key}: ${issue?.message ?? 'not a valid value'}` }))
    }
    const cap = this.#decided.atMost(key)
    if (cap !== null && isAbove(parsed.data, cap)) {
      const [what, allowed] = [`${key} = ${String(parsed.data)}`, `at most ${cap}`]
      return fail(failure('not-allowed-here', { what, allowed, contact }))
    }
    const proxy = key === 'network.proxy' ? proxyChoiceOf(String(parsed.data)) : null
    if (proxyLogin !== undefined && proxy?.way !== 'address') {
      const detail = 'A password is kept for one proxy: give it together with `network.proxy` and an http://HOST:PORT.'
      return fail(failure('usage', { detail }))
    }
    const against = await this.#check(key, parsed.data)
    if (against !== null) return fail(against)
    if (proxy !== null) await this.#keepLogin(proxy, proxyLogin)
    if (lock === null) await this.#store.putSetting(key, parsed.data)
    await this.#tell(key)
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

  async #tell(key: SettingKey): Promise<void> {
    await Promise.all([...this.#listeners].map(async (listener) => listener(key)))
  }

  /** What was stored before it was decided otherwise stays stored, and counts again when nothing is decided any more. */
  #valueIn<K extends SettingKey>(key: K, stored: Readonly<Record<string, unknown>>): SettingValue<K> {
    const lock = this.#decided.lockOf(key)
    const value = lock === null ? settingOf(key, stored) : settingOf(key, { [key]: lock.value })
    const cap = this.#decided.atMost(key)
    return cap !== null && isAbove(value, cap) ? (cap as SettingValue<K>) : value
  }

  #viewOf(key: SettingKey, stored: Readonly<Record<string, unknown>>): SettingView {
    const locked = this.#decided.lockOf(key) === null ? null : { by: 'policy' as const, contact: this.#decided.contact }
    const { description } = settings[key]
    return { key, value: this.#valueIn(key, stored), description, locked, atMost: this.#decided.atMost(key) }
  }
}

function isSameProxy(key: SettingKey, one: unknown, other: unknown): boolean {
  if (key !== 'network.proxy') return false
  const [asked, decided] = [proxyChoiceOf(String(one)), proxyChoiceOf(String(other))]
  return asked?.way === 'address' && decided?.way === 'address' && asked.origin === decided.origin
}

/** Null is "no limit" where a number can be one. */
function isAbove(value: unknown, cap: number): boolean {
  return value === null || (typeof value === 'number' && value > cap)
}

function unknown(key: string): Result<never> {
  return fail(failure('usage', { detail: `There is no setting '${key}'. See \`longshore settings list\`.` }))
}
