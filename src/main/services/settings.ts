/** Settings: checked against their table, stored, and applied to what runs. */

import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import { type SettingKey, type SettingValue, isSettingKey, settingOf, settings } from '../../shared/settings.ts'
import type { SettingStore } from '../engine/ports/store.ts'

/** Not in the table: it is set by pausing and resuming everything, not by hand. */
const pausedKey = 'queue.paused'

interface SettingView {
  readonly key: string
  readonly value: unknown
  readonly description: string
}

/** Told after a setting was stored. */
export type SettingListener = (key: SettingKey | typeof pausedKey) => void

export class Settings {
  readonly #store: SettingStore
  readonly #listeners = new Set<SettingListener>()

  constructor(store: SettingStore) {
    this.#store = store
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

  async set(key: string, value: unknown): Promise<Result<SettingView>> {
    if (!isSettingKey(key)) return unknown(key)
    const parsed = settings[key].schema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return fail(failure('usage', { detail: `${key}: ${issue?.message ?? 'not a valid value'}` }))
    }
    await this.#store.putSetting(key, parsed.data)
    for (const listener of this.#listeners) listener(key)
    return this.get(key)
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
