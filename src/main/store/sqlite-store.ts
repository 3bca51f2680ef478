/**
 * The store as it runs beside SQLite: synchronous, every method one transaction, secrets already sealed. It lives in
 * the worker; tests and a simulation may hold it directly.
 */

import type { Database } from 'better-sqlite3'
import type { Account, AccountStore, Person } from '../engine/ports/account.ts'
import type { Store } from '../engine/ports/store.ts'
import { Changes } from './apply.ts'
import { storeError } from './store-error.ts'
import { HistoryPruning } from './history-pruning.ts'
import { Ledger } from './ledger.ts'
import { Order } from './order.ts'
import { Records } from './records.ts'
import type { SealedSample } from './sealed.ts'
import { Sessions } from './sessions.ts'
import { Statements } from './statements.ts'
import { StepPruning } from './step-pruning.ts'
import { Steps } from './steps.ts'
import { Transfers } from './transfers.ts'
import { Waits } from './waits.ts'

/** A port's methods without their promises. */
type Sync<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never
}

/** Tokens and client secrets are sealed text here. */
interface SealedAccounts extends Pick<Sync<AccountStore>, 'accounts' | 'removeAccount'> {
  putAccount(account: Account, sealedTokens?: string, sealedClientSecret?: string): void
  tokens(name: string): string | null
  putTokens(name: string, sealedTokens: string): void
  replaceTokens(name: string, sealedKnown: string, sealedNext: string): boolean
  setSignedOut(name: string, sealedKnown: string | null, claims: string | null): boolean
  knowPerson(account: Pick<Account, 'name' | 'createdAt'>, person: Person): boolean
  clientSecret(name: string): string | null
  removeUnused(account: Pick<Account, 'name' | 'createdAt'>): number
  /** See `StepPruning.rounds`. */
  pruneSteps(now: number): Generator<void>
  /** A few sealed things: then the key that sealed them must be there. Empty: nothing was sealed yet. */
  sealedSamples(): readonly SealedSample[]
}

export type SqliteStore = Sync<Store> & SealedAccounts

/**
 * @param newId makes the ids of new transfers
 * Every method throws FailureError (`store-failed`, `disk-full-here`) where SQLite can't do it; then nothing changed.
 */
export function createSqliteStore(db: Database, newId: () => string): SqliteStore {
  const sql = new Statements(db)
  const sessions = new Sessions(sql)
  const ledger = new Ledger(sql)
  const records = new Records(sql)
  const transaction = db.transaction((act: () => unknown) => act())
  const atOnce = <T>(act: () => T): T => transaction.immediate(act) as T
  const pruning = new StepPruning(sql, atOnce)
  const steps = new Steps(sql, pruning)
  const transfers = new Transfers(sql, steps, newId)
  const changes = new Changes(sql, sessions, ledger, steps)
  const waits = new Waits(sql)
  const order = new Order(sql)
  const history = new HistoryPruning(sql, pruning)
  const store: SqliteStore = {
    enqueue: (entries, now) => atOnce(() => transfers.enqueue(entries, now)),
    get: (id) => transfers.get(id),
    getMany: (ids) => transfers.getMany(ids),
    page: (query) => transfers.page(query),
    move: (ids, goal) => atOnce(() => order.move(ids, goal)),
    pruneHistory: (before, limit) => atOnce(() => history.prune(before, limit)),
    summary: () => transfers.summary(),
    recentPlaces: (limit) => transfers.recentPlaces(limit),
    watchTallies: (watchId) => transfers.watchTallies(watchId),
    runnable: (query) => transfers.runnable(query),
    apply: (change, now) => atOnce(() => changes.apply(change, now)),
    session: (transferId) => sessions.of(transferId),
    holderOf: (sessionId) => sessions.holderOf(sessionId),
    wakeDue: (now) => atOnce(() => changes.wakeDue(now)),
    wakeRoot: (root, now) => atOnce(() => changes.wakeRoot(root, now)),
    awayRoots: () => changes.awayRoots(),
    recover: (now) =>
      atOnce(() => {
        waits.shorten(now)
        return changes.recover(now)
      }),
    moveWaits: (ms) => atOnce(() => waits.move(ms)),
    abandoned: (now, limit) => sessions.due(now, limit),
    forgetAbandoned: (id) => sessions.forget(id),
    postponeAbandoned: (id, attempts, nextAt) => sessions.postpone(id, attempts, nextAt),
    steps: (query) => steps.list(query),
    addStep: (path, step, now) => atOnce(() => steps.add(path, step, now)),
    pruneSteps: (now) => pruning.rounds(now),
    latestOfPath: (path) => transfers.latestOfPath(path),
    cleanUps: (query) => transfers.cleanUps(query),
    isUnderWay: (path) => transfers.isUnderWay(path),
    ledgerGet: (account, destination, path) => ledger.get(account, destination, path),
    ledgerPut: (entries) => atOnce(() => ledger.put(entries)),
    watches: () => records.watches(),
    putWatch: (watch) => records.putWatch(watch),
    removeWatch: (id) => records.removeWatch(id),
    accounts: () => records.accounts(),
    putAccount: (account, tokens, clientSecret) => records.putAccount(account, tokens, clientSecret),
    tokens: (name) => records.tokens(name),
    putTokens: (name, tokens) => records.putTokens(name, tokens),
    replaceTokens: (name, known, next) => records.replaceTokens(name, known, next),
    setSignedOut: (name, known, claims) => records.setSignedOut(name, known, claims),
    knowPerson: (account, person) => records.knowPerson(account, person),
    clientSecret: (name) => records.clientSecret(name),
    removeAccount: (name) => atOnce(() => records.removeAccount(name)),
    removeUnused: (account) => atOnce(() => records.removeUnused(account)),
    sealedSamples: () => records.sealedSamples(),
    accountPauses: (now) => records.accountPauses(now),
    putAccountPause: (pause) => records.putAccountPause(pause),
    clearAccountPause: (account) => records.clearAccountPause(account),
    settings: () => records.settings(),
    putSetting: (key, value) => records.putSetting(key, value),
  }
  return failing(store)
}

/** SQLite's errors become failures at this border. */
function failing(store: SqliteStore): SqliteStore {
  const guarded = Object.entries(store).map(([name, method]) => {
    const act = method as (...args: unknown[]) => unknown
    const call = (...args: unknown[]): unknown => {
      try {
        return act(...args)
      } catch (error) {
        throw storeError(error)
      }
    }
    return [name, call] as const
  })
  return Object.fromEntries(guarded) as unknown as SqliteStore
}
