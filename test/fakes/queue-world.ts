/**
 * An engine that only remembers: transfers, watched folders, accounts and settings in memory, behind the whole
 * contract. What it is told to do it does at once; what moves, a test moves.
 */

import { failure, fail, ok, viewOf } from '../../src/shared/failure.ts'
import type { Result } from '../../src/shared/failure.ts'
import type { PolicyView } from '../../src/shared/policy-view.ts'
import type { Activity, AccountView, LongshoreContract } from '../../src/shared/contract.ts'
import type { WatchView } from '../../src/shared/watches-contract.ts'
import { isFinal, publicStates } from '../../src/shared/lifecycle.ts'
import type { PublicState } from '../../src/shared/lifecycle.ts'
import type { QueueFilter } from '../../src/shared/queue-filter.ts'
import type { OutputOf } from '../../src/shared/rpc-contract.ts'
import type { SettingView } from '../../src/shared/setting-view.ts'
import { isSettingKey, settings } from '../../src/shared/settings.ts'
import type { Standing } from '../../src/shared/standing.ts'
import { asksAboutConflict } from '../../src/shared/transfer.ts'
import type { ConflictChoice, Tallies, TransferView } from '../../src/shared/transfer.ts'
import { diagnosticsFor } from './diagnostics.ts'
import { aTransfer } from './fake-engine.ts'
import { AheadWorld } from './ahead-world.ts'
import { FolderWorld } from './folder-world.ts'
import { LinkWorld } from './link-world.ts'
import { SignInWorld } from './sign-in-world.ts'
import type { Staged } from './fake-engine.ts'

type Summary = OutputOf<LongshoreContract['queue']['summary']>

/** As often as the engine speaks at most. */
const followMs = 100

export class QueueWorld {
  readonly rows = new Map<string, TransferView>()
  readonly places = new FolderWorld()
  readonly ahead = new AheadWorld()
  readonly links = new LinkWorld(this.rows)
  accounts: AccountView[] = []
  readonly signIns = new SignInWorld({
    accounts: () => this.accounts,
    keep: (account) => this.#keep(account),
  })
  watches: WatchView[] = []
  readonly stored: Record<string, unknown> = {}
  /** What the administrator decided of settings, and of the rest. */
  readonly decided: Record<string, Partial<Pick<SettingView, 'value' | 'locked' | 'atMost'>>> = {}
  policy: PolicyView | null = null
  steps: { at: string; what: string; why: string }[] = []
  /** By id: where they stand, as `explain` tells it. */
  readonly standings = new Map<string, Standing>()
  bytesPerSecond = 0
  isPaused = false
  /** ISO 8601 */
  pausedUntil: string | null = null
  offlineSince: string | null = null
  /** Every command that came, in order. */
  readonly asked: { readonly name: string; readonly input: unknown }[] = []
  /** How many rows the open streams follow. */
  followed = 0
  #doing: Activity[] = []
  #revision = 1
  readonly #changed = new Set<(row: TransferView | null) => void>()
  /** Kept instead of counted: a hundred thousand rows are asked about ten times a second. */
  readonly #tallies = new Map<PublicState, number>()
  #order: string[] = []
  #totalBytes = 0
  #acknowledgedBytes = 0

  /** What takes long and sends nothing. */
  do(activities: Activity[]): void {
    this.#doing = activities
    for (const tell of this.#changed) tell(null)
  }

  put(row: TransferView): void {
    const before = this.rows.get(row.id)
    if (before !== undefined) this.#count(before, -1)
    this.#count(row, 1)
    this.rows.set(row.id, row)
    this.#revision += 1
    for (const tell of this.#changed) tell(row)
  }

  /** Many at once, told as one change. */
  putAll(rows: Iterable<TransferView>): void {
    for (const row of rows) {
      this.#count(row, 1)
      this.rows.set(row.id, row)
    }
    this.touch()
  }

  move(id: string, state: PublicState, more: Partial<TransferView> = {}): void {
    const row = this.rows.get(id)
    if (row === undefined) return
    const finishedAt = isFinal(state) ? '2026-11-21T12:00:00.000Z' : null
    this.put({ ...row, state, failure: null, finishedAt, ...more })
  }

  /** Something else than a row changed. */
  touch(): void {
    this.#revision += 1
    for (const tell of this.#changed) tell(null)
  }

  summary(): Summary {
    const tallies = Object.fromEntries(publicStates.map((state) => [state, this.#tallies.get(state) ?? 0])) as Tallies
    return {
      revision: this.#revision,
      tallies,
      totalBytes: this.#totalBytes,
      acknowledgedBytes: this.#acknowledgedBytes,
      bytesPerSecond: this.bytesPerSecond,
    }
  }

  #count(row: TransferView, sign: 1 | -1): void {
    this.#tallies.set(row.state, (this.#tallies.get(row.state) ?? 0) + sign)
    if (isFinal(row.state)) return
    this.#totalBytes += sign * row.size
    this.#acknowledgedBytes += sign * row.acknowledgedBytes
  }

  #page(isWanted: (row: TransferView) => boolean, cursor: string | undefined, limit: number, isDown = false) {
    const transfers: TransferView[] = []
    // Made once for as long as no row is added: order doesn't change.
    if (this.#order.length !== this.rows.size) this.#order = [...this.rows.keys()]
    const all = isDown ? this.#order.toReversed() : this.#order
    let at = cursor === undefined ? 0 : Number(cursor)
    for (; at < all.length && transfers.length < limit; at += 1) {
      const row = this.rows.get(all[at] ?? '')
      if (row !== undefined && isWanted(row)) transfers.push(row)
    }
    for (; at < all.length; at += 1) {
      const row = this.rows.get(all[at] ?? '')
      if (row !== undefined && isWanted(row)) return ok({ transfers, cursor: String(at) })
    }
    return ok({ transfers, cursor: null })
  }

  async *#follow(ids: readonly string[], signal: AbortSignal) {
    const wanted = new Set(ids)
    let changed = new Map<string, TransferView>()
    let isDirty = true
    let wake: (() => void) | null = null
    const tell = (row: TransferView | null): void => {
      if (row !== null && wanted.has(row.id)) changed.set(row.id, row)
      isDirty = true
      wake?.()
    }
    this.#changed.add(tell)
    this.followed += ids.length
    signal.addEventListener('abort', () => wake?.(), { once: true })
    try {
      while (!signal.aborted) {
        if (isDirty) {
          isDirty = false
          const rows = [...changed.values()]
          changed = new Map()
          const now = { ...this.summary(), changed: rows }
          yield this.#doing.length === 0 ? now : { ...now, doing: this.#doing }
          await new Promise((resolve) => setTimeout(resolve, followMs))
          continue
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
      }
    } finally {
      this.#changed.delete(tell)
      this.followed -= ids.length
    }
  }

  #act(name: string, from: readonly PublicState[], to: PublicState) {
    return (
      selection: { ids: string[] } | { all: true; until?: string | undefined },
    ): Promise<Result<{ changed: number }>> => {
      this.asked.push({ name, input: selection })
      const chosen = 'all' in selection ? [...this.rows.keys()] : selection.ids
      const moved = chosen.filter((id) => from.includes(this.rows.get(id)?.state ?? 'done'))
      for (const id of moved) this.move(id, to)
      if ('all' in selection && (name === 'pause' || name === 'resume')) {
        this.isPaused = name === 'pause'
        this.pausedUntil = selection.until ?? null
      }
      this.touch()
      return Promise.resolve(ok({ changed: moved.length }))
    }
  }

  /** An answer to a conflict reaches those that ask, and nothing else. */
  #answer(chosen: readonly string[], conflict: ConflictChoice): Promise<Result<{ changed: number }>> {
    const asking = chosen.filter((id) => {
      const row = this.rows.get(id)
      return row?.state === 'blocked' && asksAboutConflict(row.failure?.code ?? '')
    })
    for (const id of asking) this.move(id, conflict === 'skip' ? 'skipped' : 'queued')
    return Promise.resolve(ok({ changed: asking.length }))
  }

  #watch(id: string, state: WatchView['state']): Promise<Result<WatchView>> {
    this.asked.push({ name: `watches.${state}`, input: { id } })
    this.watches = this.watches.map((watch) => (watch.id === id ? { ...watch, state } : watch))
    const found = this.watches.find((watch) => watch.id === id)
    const missing = fail(failure('not-found', { what: 'watched folder', id }))
    return Promise.resolve(found === undefined ? missing : ok(found))
  }

  /** An account that is signed in, now or again: what waited for it goes on. */
  #keep(account: AccountView): void {
    this.accounts = [...this.accounts.filter(({ name }) => name !== account.name), account]
    for (const { id, failure: found, ...row } of this.rows.values()) {
      if (row.account === account.name && found?.code === 'signed-out') this.move(id, 'queued')
    }
    this.touch()
  }

  #setting(key: string) {
    if (!isSettingKey(key)) return fail(failure('not-found', { what: 'setting', id: key }))
    const { default: usual, description } = settings[key]
    const decided = this.decided[key] ?? {}
    const { locked = null, atMost = null, value = this.stored[key] ?? usual } = decided
    return ok({ key, value, description, locked, atMost })
  }

  staged(): Staged {
    const retry = this.#act('retry', ['waiting', 'blocked', 'failed', 'canceled', 'skipped'], 'queued')
    const going: PublicState[] = ['settling', 'queued', 'sending', 'finishing', 'waiting', 'blocked']
    return {
      engine: {
        policy: async () => ok(this.policy),
        diagnostics: async ({ hideNames }) => ok(diagnosticsFor(hideNames)),
        status: async () =>
          ok({
            version: '0.1.0',
            owner: { pid: 1, kind: 'daemon', since: '2026-11-21T08:00:00.000Z' },
            url: null,
            paused: this.isPaused,
            pausedUntil: this.pausedUntil,
            offlineSince: this.offlineSince,
            tallies: this.summary().tallies,
            bytesPerSecond: this.bytesPerSecond,
            accounts: this.accounts,
          }),
      },
      queue: {
        summary: async () => ok(this.summary()),
        page: async ({ filter, cursor, limit }) => this.#page((row) => isLike(row, filter), cursor, limit),
        get: async ({ ids }) => ok(ids.flatMap((id) => this.rows.get(id) ?? [])),
        follow: ({ ids }, signal) => this.#follow(ids, signal),
        enqueue: async (input, signal) => {
          this.asked.push({ name: 'enqueue', input })
          if (input.paths.some((path) => path.includes('endless'))) await called(signal)
          if (input.paths.some((path) => path.includes('missing'))) {
            return fail(failure('path-missing', { path: input.paths[0] ?? '' }))
          }
          for (const path of input.paths) {
            const id = `added-${this.rows.size}`
            this.put(aTransfer(id, 'queued', { path, destination: input.to }))
          }
          const { unasked } = this.ahead
          const isAsked = input.fixes.names || input.fixes.leaveOut.length > 0
          const odd = isAsked && unasked !== null ? { unasked: viewOf(unasked, null) } : {}
          return ok({ batch: 'b1', queued: input.paths.length, already: 0, ...odd })
        },
        preflight: (input) => this.ahead.look(input),
        pause: this.#act('pause', going, 'paused'),
        resume: this.#act('resume', ['paused'], 'queued'),
        cancel: this.#act('cancel', [...going, 'paused'], 'canceled'),
        move: async (input) => {
          this.asked.push({ name: 'move', input })
          const ids = new Set(input.ids)
          const moved = [...this.rows].filter(([id]) => ids.has(id))
          const others = [...this.rows].filter(([id]) => !ids.has(id))
          this.rows.clear()
          const { goal } = input
          const beside = 'before' in goal ? goal.before : 'after' in goal ? goal.after : null
          const at = beside === null ? 0 : others.findIndex(([id]) => id === beside) + ('after' in goal ? 1 : 0)
          for (const [id, row] of others.toSpliced(at, 0, ...moved)) this.rows.set(id, row)
          this.#order = []
          this.touch()
          return ok({ changed: moved.length })
        },
        retry: (input) => {
          if ('cause' in input) {
            const { cause, account } = input
            const fits = (row: TransferView): boolean =>
              row.failure?.code === cause && (account === undefined || row.account === account)
            this.asked.push({ name: 'retryCause', input })
            return retry({ ids: [...this.rows.values()].filter(fits).map(({ id }) => id) })
          }
          const { conflict, ...selection } = input
          if (conflict === undefined) return retry(selection)
          this.asked.push({ name: 'retry', input: { ...selection, conflict } })
          return this.#answer('all' in selection ? [...this.rows.keys()] : selection.ids, conflict)
        },
        explain: async ({ target }) => {
          const transfer = this.rows.get(target) ?? null
          const now = this.standings.get(target)
          return ok({ path: transfer?.path ?? target, transfer, steps: this.steps, ...(now && { now }) })
        },
      },
      accounts: {
        list: async () => ok(this.accounts),
        add: async (input) => {
          this.asked.push({ name: 'accounts.add', input })
          const name = input.name ?? input.kind
          const added: AccountView = { name, kind: input.kind, user: null, cloud: 'global', state: 'ready' }
          this.accounts = [...this.accounts, added]
          return ok(added)
        },
        authorize: (input, signal) => this.signIns.run(input, signal),
        remove: async (input) => {
          this.asked.push({ name: 'accounts.remove', input })
          this.accounts = this.accounts.filter(({ name }) => name !== input.name)
          return ok({})
        },
      },
      destinations: this.places.staged(),
      favourites: this.places.kept(),
      links: this.links.staged(),
      watches: {
        list: async () => ok(this.watches),
        add: async (input) => {
          this.asked.push({ name: 'watches.add', input })
          const { folder, to, existing, settleMs, after } = input
          const counts = this.summary().tallies
          const zero = Object.fromEntries(Object.keys(counts).map((state) => [state, 0])) as Tallies
          const made: WatchView = {
            id: `w${this.watches.length + 1}`,
            name: input.name ?? folder.split('/').at(-1) ?? folder,
            folder,
            destination: to,
            account: input.account ?? 'practice',
            state: 'active',
            existing,
            settleMs,
            after,
            counts: zero,
          }
          this.watches = [...this.watches, made]
          return ok(made)
        },
        pause: ({ id }) => this.#watch(id, 'paused'),
        resume: ({ id }) => this.#watch(id, 'active'),
        remove: async (input) => {
          this.asked.push({ name: 'watches.remove', input })
          this.watches = this.watches.filter(({ id }) => id !== input.id)
          return ok({})
        },
      },
      history: {
        again: async ({ id }) => {
          this.asked.push({ name: 'again', input: { id } })
          const before = this.rows.get(id)
          if (before === undefined) return fail(failure('not-found', { what: 'transfer', id }))
          if (before.path.includes('gone')) return fail(failure('source-gone', { name: 'it' }))
          const transfer = aTransfer(`${id}-again`, 'queued', { path: before.path, destination: before.destination })
          this.put(transfer)
          return ok({ transfer, isNew: true, isChanged: true })
        },
        page: async ({ filter, order, cursor, limit }) => {
          const isWanted = (row: TransferView): boolean => isFinal(row.state) && isLike(row, filter)
          return this.#page(isWanted, cursor, limit, order === 'newest')
        },
        export: (input) => {
          this.asked.push({ name: 'export', input })
          const rows = [...this.rows.values()].filter((row) => isFinal(row.state) && isLike(row, input.filter))
          return (async function* text() {
            for (const { path } of rows) yield `${path}\n`
          })()
        },
      },
      secrets: { show: async () => ok({ protection: 'key-file', keychain: 'app-only' }) },
      settings: {
        list: async () =>
          ok(
            Object.keys(settings).flatMap((key) => {
              const found = this.#setting(key)
              return found.ok ? [found.value] : []
            }),
          ),
        get: async ({ key }) => this.#setting(key),
        set: async (input) => {
          this.asked.push({ name: 'settings.set', input })
          this.stored[input.key] = input.value
          return this.#setting(input.key)
        },
      },
    }
  }
}

/** A folder so large that somebody stops adding it. */
async function called(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

function isLike(row: TransferView, { states, account, code, text, since, before }: QueueFilter): boolean {
  const ended = row.finishedAt ?? ''
  const both = `${row.path} ${row.destination}`.toLowerCase()
  return (
    (states === undefined || states.includes(row.state)) &&
    (account === undefined || row.account === account) &&
    (code === undefined || row.failure?.code === code) &&
    (since === undefined || ended >= since) &&
    (before === undefined || (ended !== '' && ended < before)) &&
    (text ?? '')
      .toLowerCase()
      .split(/\s+/)
      .every((word) => both.includes(word))
  )
}
