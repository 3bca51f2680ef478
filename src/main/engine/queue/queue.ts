/** What people do to the queue. Every act is a change of state by the lifecycle table, explained like any other. */

import { ruleOf } from '../../../shared/failure.ts'
import { type LifecycleEvent, type State, isActive, next } from '../../../shared/lifecycle.ts'
import type { ConflictChoice } from '../../../shared/transfer.ts'
import { answerOf } from '../plan/answer.ts'
import type { Goal } from '../ports/queue-order.ts'
import { type NewTransfer, type Transfer, type TransferSet, noCounters } from '../ports/store.ts'
import { finishCancel } from '../transfer/canceler.ts'
import type { World } from '../transfer/run.ts'
import type { Changes } from './changes.ts'
import type { Scheduler } from './scheduler.ts'

/** These ids, or everything that the act can be done to. */
export type Selection = { readonly ids: readonly string[] } | { readonly all: true }

/** The fields that an act sets on a transfer; null: the act is not for this one. */
type SetFor = (transfer: Transfer) => TransferSet | null

/** Of a pause that is under way: for whom it isn't wanted any more. */
interface TakenBack {
  all: boolean
  readonly ids: Set<string>
}

const pageSize = 200

/** A row may move while we look at it; this often we look again. */
const maxRaces = 5

export class Queue {
  readonly #world: World
  readonly #scheduler: Scheduler
  readonly #changes: Changes
  readonly #stop = new AbortController()
  readonly #canceling = new Set<Promise<unknown>>()
  readonly #pausing = new Set<TakenBack>()

  constructor(world: World, scheduler: Scheduler, changes: Changes) {
    this.#world = world
    this.#scheduler = scheduler
    this.#changes = changes
  }

  /** Goes on with cancels that a stop interrupted. */
  async start(): Promise<void> {
    for await (const transfer of this.#each(['canceling'])) this.#finishCancel(transfer)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#canceling)
  }

  /** Durable when it resolves. A file that is already in the queue is not added again. */
  async enqueue(entries: readonly NewTransfer[]): Promise<readonly { transfer: Transfer; isNew: boolean }[]> {
    const added = await this.#world.store.enqueue(entries, this.#world.clock.now())
    for (const { transfer, isNew } of added) if (isNew) this.#changes.publish(transfer)
    this.#scheduler.wake()
    return added
  }

  /** @returns how many transfers changed */
  async pause(selection: Selection, why = 'a person said so'): Promise<number> {
    const from: State[] = ['settling', 'queued', 'waiting', 'blocked', ...active]
    const takenBack = { all: false, ids: new Set<string>() }
    this.#pausing.add(takenBack)
    try {
      return await this.#act(selection, from, 'pause', why, undefined, takenBack)
    } finally {
      this.#pausing.delete(takenBack)
    }
  }

  /** What a person said last holds: a pause that still waits for a run to end is no longer wanted. */
  async resume(selection: Selection): Promise<number> {
    for (const takenBack of this.#pausing) {
      if ('all' in selection) takenBack.all = true
      else for (const id of selection.ids) takenBack.ids.add(id)
    }
    const changed = await this.#act(selection, ['paused'], 'unpause', 'a person said so')
    this.#scheduler.wake()
    return changed
  }

  /** A pause is over: those that it put to rest go on. */
  async goOn(rested: (transfer: Transfer) => boolean): Promise<number> {
    const set = (transfer: Transfer): TransferSet | null => (rested(transfer) ? {} : null)
    const changed = await this.#act({ all: true }, ['paused'], 'unpause', 'the pause is over', set)
    this.#scheduler.wake()
    return changed
  }

  async cancel(selection: Selection): Promise<number> {
    const from: State[] = ['settling', 'queued', 'waiting', 'blocked', 'paused', ...active]
    return this.#act(selection, from, 'cancel', 'a person said so')
  }

  /** Now instead of later, and once more what was given up. All patience is given back. */
  async retry(selection: Selection, fits: (transfer: Transfer) => boolean = () => true): Promise<number> {
    const fresh = (transfer: Transfer): TransferSet | null =>
      fits(transfer) ? { counters: noCounters, failure: null, retryAt: null } : null
    const why = 'a person asked for another try'
    this.#world.roots.tryNow()
    let changed = await this.#act(selection, ['waiting'], 'due', why, fresh)
    changed += await this.#act(selection, ['blocked'], 'resolved', why, fresh)
    // Everything: what failed. What a person canceled or a rule skipped only comes back when it is named.
    const finals: State[] = 'all' in selection ? ['failed'] : ['failed', 'canceled', 'skipped']
    changed += await this.#act(selection, finals, 'requeue', why, fresh)
    this.#scheduler.wake()
    return changed
  }

  /** Who has a turn already keeps it; the order counts from the next one on, and outlives us. */
  async move(ids: readonly string[], goal: Goal): Promise<number> {
    const changed = await this.#world.store.move(ids, goal)
    if (changed > 0) this.#changes.touch()
    this.#scheduler.wake()
    return changed
  }

  /**
   * A person's answer for those that ask about a conflict; the others stay as they are. It is stored with the return to
   * the queue, so that it outlives us.
   */
  async answer(selection: Selection, choice: ConflictChoice): Promise<number> {
    const set = (transfer: Transfer): TransferSet | null => answerOf(transfer, choice)
    const changed = await this.#act(selection, ['blocked'], 'resolved', `a person decided: ${choice}`, set)
    this.#scheduler.wake()
    return changed
  }

  /** Transfers that a person had to do something about, and did: the account was signed in again. */
  async unblock(account: string, code: string): Promise<void> {
    const fits = (transfer: Transfer): boolean => transfer.account === account && transfer.failure?.code === code
    await this.#unblock(fits, 'the account was signed in again')
  }

  /** Transfers that the administrator didn't allow, and does now. */
  async unblockAllowed(isAllowed: (transfer: Transfer) => boolean): Promise<void> {
    const fits = (transfer: Transfer): boolean => transfer.failure?.code === 'not-allowed-here' && isAllowed(transfer)
    await this.#unblock(fits, 'the administrator allows it now')
  }

  /** The network is another one, or set otherwise: what it stopped may go on, and what waits for the line is tried now. */
  async networkIsOther(stoppedBy: ReadonlySet<string>, why = 'the network was set otherwise'): Promise<void> {
    await this.#unblock(({ failure }) => failure !== null && stoppedBy.has(failure.code), why)
    await this.lineMayBeBack(why)
  }

  /** What waits because nobody could be reached is tried now; nobody's patience is used up. */
  async lineMayBeBack(why = 'the computer woke up'): Promise<void> {
    for await (const transfer of this.#each(['waiting'])) {
      if (transfer.failure === null || ruleOf(transfer.failure.code).reach !== 'line') continue
      await this.#apply(transfer, 'due', why, { retryAt: null })
    }
    this.#scheduler.wake()
  }

  async #unblock(fits: (transfer: Transfer) => boolean, why: string): Promise<void> {
    for await (const transfer of this.#each(['blocked'])) {
      if (fits(transfer)) await this.#apply(transfer, 'resolved', why, { failure: null, counters: noCounters })
    }
    this.#scheduler.wake()
  }

  async #act(
    selection: Selection,
    from: readonly State[],
    event: LifecycleEvent,
    why: string,
    set?: SetFor,
    takenBack?: TakenBack,
  ): Promise<number> {
    let changed = 0
    if ('all' in selection) {
      for await (const transfer of this.#each(from))
        if (await this.#actOn(transfer, from, event, why, set, takenBack)) changed += 1
      return changed
    }
    for (let at = 0; at < selection.ids.length; at += pageSize) {
      const found = await this.#world.store.getMany(selection.ids.slice(at, at + pageSize))
      for (const transfer of found) if (await this.#actOn(transfer, from, event, why, set, takenBack)) changed += 1
    }
    return changed
  }

  async #actOn(
    found: Transfer,
    from: readonly State[],
    event: LifecycleEvent,
    why: string,
    set?: SetFor,
    takenBack?: TakenBack,
  ): Promise<boolean> {
    const isWanted = (): boolean => takenBack === undefined || !(takenBack.all || takenBack.ids.has(found.id))
    let transfer: Transfer | null = found
    let isHalted = false
    try {
      for (let race = 0; race < maxRaces && transfer !== null; race += 1) {
        if (!from.includes(transfer.state) || next(transfer.state, event) === null) return false
        if (!isWanted() && !isHalted) return false
        if (isActive(transfer.state)) {
          await this.#scheduler.halt(transfer.id)
          isHalted = true
          transfer = await this.#world.store.get(transfer.id)
          if (transfer === null || !from.includes(transfer.state)) return false
        }
        if (isHalted && !isWanted()) {
          if (isActive(transfer.state)) await this.#apply(transfer, 'interrupted', 'a person took the pause back')
          this.#scheduler.wake()
          return false
        }
        const fields = set === undefined ? {} : set(transfer)
        if (fields === null) return false
        if (await this.#apply(transfer, event, why, fields)) return true
        transfer = await this.#world.store.get(transfer.id)
      }
    } catch (error) {
      if (isHalted) this.#scheduler.putBack(found.id, error)
      throw error
    }
    return false
  }

  async #apply(transfer: Transfer, event: LifecycleEvent, why: string, set: TransferSet = {}): Promise<boolean> {
    const { store, clock } = this.#world
    const step = { what: words[event] ?? event, why }
    const changed = await store.apply({ id: transfer.id, from: transfer.state, event, set, step }, clock.now())
    if (changed === null) return false
    if (changed.state === 'canceling' || changed.state === 'paused') this.#world.lines.gone(changed.id)
    this.#changes.publish(changed)
    if (event === 'due') await this.#scheduler.lift(changed.account)
    if (changed.state === 'canceling') this.#finishCancel(changed)
    return true
  }

  #finishCancel(transfer: Transfer): void {
    const finishing = this.#cancelUntilDone(transfer).catch((error: unknown) => {
      // Still `canceling`: taken up again at the next start.
      this.#world.log.warn('cancel.unfinished', { id: transfer.id, error: String(error) })
    })
    this.#canceling.add(finishing)
    void finishing.finally(() => this.#canceling.delete(finishing))
  }

  /** A store that can't be written only puts it off. */
  async #cancelUntilDone(transfer: Transfer): Promise<void> {
    const { clock, policy, log } = this.#world
    const { signal } = this.#stop
    for (;;) {
      try {
        const ended = await finishCancel(transfer, this.#world, signal)
        if (ended !== null) this.#changes.publish(ended)
        this.#world.proven.delete(transfer.id)
        return
      } catch (error) {
        signal.throwIfAborted()
        log.warn('cancel.put-off', { id: transfer.id, error: String(error) })
        await clock.sleep(policy.fullPauseMs, signal)
      }
    }
  }

  async *#each(states: readonly State[]): AsyncGenerator<Transfer> {
    let cursor: string | undefined
    for (;;) {
      const query = { states, limit: pageSize }
      const page = await this.#world.store.page(cursor === undefined ? query : { ...query, cursor })
      yield* page.transfers
      if (page.cursor === null) return
      cursor = page.cursor
    }
  }
}

const active: readonly State[] = ['planning', 'opening', 'resyncing', 'sending', 'committing', 'verifying']

const words: Partial<Record<LifecycleEvent, string>> = {
  pause: 'paused',
  unpause: 'back to the queue',
  cancel: 'canceling',
  due: 'trying now',
  resolved: 'trying again',
  requeue: 'queued again',
  interrupted: 'back to the queue',
}
