import { isFinal, next } from '../../src/shared/lifecycle.ts'
import type {
  LedgerEntry,
  LedgerStore,
  NewTransfer,
  Step,
  StepQuery,
  Transfer,
  TransferChange,
  TransferPage,
  TransferQuery,
  TransferStore,
  Watch,
  WatchStore,
} from '../../src/main/engine/ports/store.ts'
import { noCounters } from '../../src/main/engine/ports/store.ts'

type Needed = Pick<TransferStore, 'enqueue' | 'get' | 'page' | 'apply' | 'steps' | 'addStep' | 'latestOfPath'>

interface Told {
  readonly path: string
  /** Of the transfer that it is about. */
  readonly account?: string
  readonly destination?: string
}

/** The part of the store that watching needs, in memory. Rows are only ever replaced, so what a test holds stays as it was. */
export class WatchStoreFake implements Needed, LedgerStore, WatchStore {
  readonly transfers: Transfer[] = []
  readonly ledger = new Map<string, LedgerEntry>()
  readonly told: (Step & Told)[] = []
  readonly #watches = new Map<string, Watch>()
  #count = 0

  enqueue(entries: readonly NewTransfer[], now: number): Promise<{ transfer: Transfer; isNew: boolean }[]> {
    return Promise.resolve(entries.map((entry) => this.#enqueueOne(entry, now)))
  }

  get(id: string): Promise<Transfer | null> {
    return Promise.resolve(this.transfers.find((transfer) => transfer.id === id) ?? null)
  }

  page({ states, limit, cursor }: TransferQuery): Promise<TransferPage> {
    const fitting = this.transfers.filter((transfer) => states === undefined || states.includes(transfer.state))
    const from = Number(cursor ?? 0)
    const end = from + limit
    return Promise.resolve({
      transfers: fitting.slice(from, end),
      cursor: end < fitting.length ? String(end) : null,
    })
  }

  apply(change: TransferChange, now: number): Promise<Transfer | null> {
    const at = this.transfers.findIndex((transfer) => transfer.id === change.id)
    const before = this.transfers[at]
    if (before === undefined || before.state !== change.from) return Promise.resolve(null)
    const state = change.event === null ? before.state : next(before.state, change.event)
    if (state === null) throw new Error(`${change.event} isn't allowed in ${before.state}`)
    const finishedAt = isFinal(state) ? now : null
    // As the store does: a new version forgets what is known of the old one.
    const anew = { fingerprint: null, replaces: null, counters: noCounters, nameChecked: false, unsure: false }
    const beginning = change.event === 'sourceChanged' ? anew : {}
    const after: Transfer = { ...before, ...beginning, ...change.set, state, stateAt: now, finishedAt }
    this.transfers[at] = after
    const { path, account, destination } = after
    if (change.step !== null) this.told.push({ path, account, destination, ...change.step, at: now })
    return Promise.resolve(after)
  }

  steps({ path, to, limit }: StepQuery): Promise<Step[]> {
    const goesThere = ({ account, destination }: Told): boolean =>
      to === undefined || (account === to.account && destination === to.destination)
    return Promise.resolve(this.told.filter((step) => step.path === path && goesThere(step)).slice(-limit))
  }

  addStep(path: string, step: { what: string; why: string }, now: number): Promise<void> {
    this.told.push({ path, ...step, at: now })
    return Promise.resolve()
  }

  latestOfPath(path: string): Promise<Transfer | null> {
    return Promise.resolve(this.transfers.findLast((transfer) => transfer.path === path) ?? null)
  }

  ledgerGet(account: string, destination: string, path: string): Promise<LedgerEntry | null> {
    return Promise.resolve(this.ledger.get(`${account}\n${destination}\n${path}`) ?? null)
  }

  ledgerPut(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) this.ledger.set(`${entry.account}\n${entry.destination}\n${entry.path}`, entry)
    return Promise.resolve()
  }

  watches(): Promise<Watch[]> {
    return Promise.resolve([...this.#watches.values()])
  }

  putWatch(watch: Watch): Promise<void> {
    this.#watches.set(watch.id, watch)
    return Promise.resolve()
  }

  removeWatch(id: string): Promise<void> {
    this.#watches.delete(id)
    return Promise.resolve()
  }

  /** As the engine would: the file was sent. */
  finish(transfer: Transfer, entry: Omit<LedgerEntry, 'account' | 'destination' | 'path' | 'fingerprint'>): void {
    const { account, destination, path, fingerprint } = transfer
    if (fingerprint === null) throw new Error('it never rested')
    const at = this.transfers.findIndex(({ id }) => id === transfer.id)
    this.transfers[at] = { ...transfer, state: 'done', finishedAt: transfer.stateAt }
    void this.ledgerPut([{ account, destination, path, fingerprint, ...entry }])
  }

  #enqueueOne(added: NewTransfer, now: number): { transfer: Transfer; isNew: boolean } {
    const { why, ...entry } = added
    const unfinished = this.transfers.find(
      ({ path, account, destination, state }) =>
        path === entry.path && account === entry.account && destination === entry.destination && !isFinal(state),
    )
    if (unfinished !== undefined) return { transfer: unfinished, isNew: false }
    this.#count += 1
    const transfer: Transfer = {
      ...entry,
      id: `t${this.#count}`,
      createdAt: now,
      stateAt: now,
      nameChecked: false,
      acknowledgedBytes: 0,
      unsure: false,
      counters: noCounters,
      attempts: 0,
      failure: null,
      retryAt: null,
      remote: null,
      digest: null,
      evidence: null,
      finishedAt: null,
    }
    this.transfers.push(transfer)
    const { path, account, destination } = entry
    this.told.push({ path, account, destination, what: entry.state, why, at: now })
    return { transfer, isNew: true }
  }
}
