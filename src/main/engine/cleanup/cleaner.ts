/**
 * Puts uploaded files of watched folders away, and takes them back. Each step is durable before the next one is made; what
 * a stop or a kill left half done is gone on with from what is stored and from where the file is found.
 */

import { keptWhy } from '../../../shared/clean-up.ts'
import { FailureError, type Result, fail, failure, ok } from '../../../shared/failure.ts'
import { isStillWanted } from '../plan/clean-up.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { CleanUp, PutAway, PutAwayJob, PutAwayOutcome } from '../ports/put-away.ts'
import type { LedgerEntry, Transfer, TransferChange, TransferPage, TransferStore, Watch } from '../ports/store.ts'
import { Bell } from '../watch/bell.ts'

export interface CleanerParts {
  readonly store: Pick<TransferStore, 'apply' | 'cleanUps' | 'get' | 'isUnderWay'>
  readonly putAway: PutAway
  readonly clock: Clock
  readonly log: Log
  /** Told of every change, after it is durable. */
  readonly publish: (transfer: Transfer) => void
  /** What the watch says by now; null: there is none any more. */
  readonly afterOf: (transfer: Transfer) => Watch['after'] | null
  /** Whether nothing may be done to the file now: the administrator doesn't allow its folder. */
  readonly isRefused: (transfer: Transfer) => boolean
}

/** What can't be done yet (a drive is away, another upload of the file is under way) is tried again after so long. */
const againMs = 30_000
const page = 200

type Step = TransferChange['step']

export class Cleaner {
  readonly #parts: CleanerParts
  readonly #bell = new Bell()
  readonly #stop = new AbortController()
  /** One at a time, whoever asks: the loop or a person. */
  #turn: Promise<unknown> = Promise.resolve()
  #running: Promise<void> = Promise.resolve()
  /** Watched folders that aren't there: all their files wait. */
  readonly #away = new Set<string>()

  constructor(parts: CleanerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running = this.#run()
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    await this.#turn
  }

  /** To be told of every transfer that changed. */
  follow({ cleanUp }: Transfer): void {
    if (cleanUp?.state === 'wanted') this.#bell.ring()
  }

  /** A drive is back, or a rule is another one: what waits is looked at now. */
  hurry(): void {
    this.#bell.ring()
  }

  /** Takes a file back to where it was. Failures: `not-found`, `undo-refused`. */
  undo(id: string): Promise<Result<Transfer>> {
    return this.#inTurn(async () => {
      const transfer = await this.#parts.store.get(id)
      if (transfer === null) return fail(failure('not-found', { what: 'transfer', id }))
      const { cleanUp, name } = transfer
      if (cleanUp?.state !== 'moved') {
        return fail(failure('undo-refused', { name, detail: 'nothing was done to it here.' }))
      }
      const looked = await this.#parts.putAway.look(jobOf(transfer), cleanUp)
      if (!looked.ok) return looked
      const known = ledgerEntryOf(transfer, looked.value)
      // Before it is back: whoever finds it there must know it.
      const more = known === null ? {} : { ledger: known }
      const undoing = await this.#save(transfer, { ...cleanUp, state: 'undoing' }, null, more)
      const ended = await this.#handle(undoing)
      // Its folder went away just now: it goes back when that is there again.
      if (ended === null) return ok(undoing)
      const why = ended.cleanUp?.why ?? null
      if (why === null) return ok(ended)
      return fail(failure('undo-refused', { name, detail: `${keptWhy[why]}.` }))
    })
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      let hasMore = true
      try {
        hasMore = await this.#pass(signal)
      } catch (error) {
        log.warn('cleanup.failed', { error: String(error) })
      }
      try {
        await this.#bell.wait(clock, hasMore ? againMs : Number.POSITIVE_INFINITY, signal)
      } catch {
        // Stopped.
      }
    }
  }

  /** @returns whether something has to be tried again */
  async #pass(signal: AbortSignal): Promise<boolean> {
    let isLeft = false
    this.#away.clear()
    let cursor: string | null = ''
    while (cursor !== null) {
      const found: TransferPage = await this.#parts.store.cleanUps({
        limit: page,
        ...(cursor === '' ? {} : { cursor }),
      })
      for (const transfer of found.transfers) {
        if (signal.aborted) return false
        if (this.#away.has(transfer.root)) continue
        const ended = await this.#inTurn(() => this.#handle(transfer))
        if (ended !== null) continue
        isLeft = true
      }
      ;({ cursor } = found)
    }
    return isLeft
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act, act)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** @returns it as it ended; null: later */
  async #handle(given: Transfer): Promise<Transfer | null> {
    // A person may have been faster.
    let transfer = await this.#parts.store.get(given.id)
    while (transfer !== null && !this.#stop.signal.aborted) {
      const next: Transfer | 'later' | 'over' = await this.#step(transfer)
      if (next === 'later') return null
      if (next === 'over') return transfer
      transfer = next
    }
    return null
  }

  async #step(transfer: Transfer): Promise<Transfer | 'later' | 'over'> {
    const { cleanUp } = transfer
    if (cleanUp?.state === 'wanted') return this.#choose(transfer, cleanUp)
    if (cleanUp?.state === 'moving') return this.#carry(transfer, cleanUp)
    if (cleanUp?.state === 'undoing') return this.#takeBack(transfer, cleanUp)
    return 'over'
  }

  async #choose(transfer: Transfer, cleanUp: CleanUp): Promise<Transfer | 'later'> {
    const { putAway, store, afterOf, isRefused } = this.#parts
    if (!isStillWanted(cleanUp, afterOf(transfer))) return this.#keep(transfer, cleanUp, 'rule-changed', null)
    // Somebody else still needs it: another version, or the same file on its way elsewhere.
    if (isRefused(transfer) || (await store.isUnderWay(transfer.path))) return 'later'
    return this.#chosen(transfer, cleanUp, await putAway.choose(jobOf(transfer)))
  }

  async #chosen(
    transfer: Transfer,
    cleanUp: CleanUp,
    chosen: Awaited<ReturnType<PutAway['choose']>>,
  ): Promise<Transfer | 'later'> {
    if (chosen.is === 'chosen') return this.#save(transfer, { ...cleanUp, ...chosen.place, state: 'moving' }, null)
    if (chosen.is === 'kept') return this.#keep(transfer, cleanUp, chosen.why, chosen.place)
    this.#tellLater(transfer, chosen)
    return 'later'
  }

  async #carry(transfer: Transfer, cleanUp: CleanUp): Promise<Transfer | 'later'> {
    const { putAway } = this.#parts
    const outcome = await putAway.carry(jobOf(transfer), cleanUp)
    switch (outcome.is) {
      case 'there': {
        const what = cleanUp.what === 'trash' ? 'moved to the trash' : 'moved'
        const step = { what, why: cleanUp.place === null ? 'as the watched folder says' : `it is ${cleanUp.place} now` }
        return this.#save(transfer, { ...cleanUp, state: 'moved' }, step, { forget: true })
      }
      case 'taken':
        return this.#chosen(transfer, cleanUp, await putAway.choose(jobOf(transfer), cleanUp))
      case 'kept':
        return this.#keep(transfer, cleanUp, outcome.why, outcome.place)
      case 'later':
        this.#tellLater(transfer, outcome)
        return 'later'
    }
  }

  async #takeBack(transfer: Transfer, cleanUp: CleanUp): Promise<Transfer | 'later'> {
    const outcome = await this.#parts.putAway.back(jobOf(transfer), cleanUp)
    switch (outcome.is) {
      case 'there': {
        const step = { what: 'taken back', why: 'a person wanted it where it was' }
        return this.#save(transfer, { ...cleanUp, state: 'undone', place: null, note: null }, step)
      }
      case 'kept': {
        const { place } = outcome
        const step = { what: 'not taken back', why: keptWhy[outcome.why] }
        const left: CleanUp = { ...cleanUp, state: 'moved', place: place ?? cleanUp.place, why: outcome.why }
        return this.#save(transfer, left, step, { forget: true })
      }
      case 'taken':
        return 'later'
      case 'later':
        this.#tellLater(transfer, outcome)
        return 'later'
    }
  }

  #keep(transfer: Transfer, cleanUp: CleanUp, why: NonNullable<CleanUp['why']>, place: string | null) {
    const step = { what: 'kept where it is', why: keptWhy[why] }
    return this.#save(transfer, { ...cleanUp, state: 'kept', place, note: null, why }, step)
  }

  #tellLater({ id, root }: Transfer, outcome: PutAwayOutcome): void {
    if (outcome.is !== 'later') return
    const { code } = outcome.found
    this.#parts.log.debug('cleanup.later', { transfer: id, code })
    if (code === 'root-offline' || code === 'root-replaced') this.#away.add(root)
  }

  async #save(
    transfer: Transfer,
    cleanUp: CleanUp,
    step: Step,
    more: Pick<TransferChange, 'ledger' | 'forget'> = {},
  ): Promise<Transfer> {
    const { store, clock, publish } = this.#parts
    const change = { id: transfer.id, from: 'done', event: null, set: { cleanUp }, step, ...more } as const
    const changed = await store.apply(change, clock.now())
    if (changed === null) throw new FailureError(failure('bug', { detail: 'what is done is no longer done' }))
    publish(changed)
    return changed
  }
}

function jobOf({ id, root, path, fingerprint, cleanUp }: Transfer): PutAwayJob {
  if (fingerprint === null || cleanUp === undefined) {
    throw new FailureError(failure('bug', { detail: 'a file is to be put away that was never looked at' }))
  }
  return { id, root, path, what: cleanUp.what, to: cleanUp.to, uploaded: fingerprint }
}

/** What the ledger had before it forgot the file, with the version that comes back. */
function ledgerEntryOf(transfer: Transfer, fingerprint: LedgerEntry['fingerprint']): LedgerEntry | null {
  const { account, destination, path, digest, remote } = transfer
  if (remote === null) return null
  const { id: itemId, eTag, name: remoteName } = remote
  return { account, destination, path, fingerprint, digest, itemId, eTag, remoteName }
}
