/** What is judged of each change of a row: only by the table, never without a reason, and never away. */

import type { Transfer, TransferChange } from '../../../src/main/engine/ports/store.ts'
import { type State, isActive, isFinal, next } from '../../../src/shared/lifecycle.ts'
import { viewOf } from '../../../src/shared/failure.ts'
import type { Loop } from '../world/loop.ts'
import type { Violations } from './violation.ts'

/** Clocks that differ by less are taken for the same (steady-clock.ts). */
const waitSlackMs = 2_500

/** Nothing more happens to it by itself. */
export function isAtRest(state: State): boolean {
  return isFinal(state) || state === 'blocked'
}

export class RowsOracle {
  readonly #violations: Violations
  readonly #states = new Map<string, State>()

  readonly #loop: Loop
  /** When each wait of this life is over, monotonic. */
  readonly #due = new Map<string, number>()

  constructor(violations: Violations, loop: Loop) {
    this.#violations = violations
    this.#loop = loop
  }

  /** How often a person wanted a transfer to go on that had ended, or waited for them; by its id. */
  readonly askedAgain = new Map<string, number>()

  /** Every row that was ever promised. */
  get ids(): readonly string[] {
    return [...this.#states.keys()]
  }

  get areAtRest(): boolean {
    for (const state of this.#states.values()) if (!isAtRest(state)) return false
    return true
  }

  note(method: string, args: readonly unknown[], result: unknown): readonly Transfer[] {
    switch (method) {
      case 'enqueue':
        return this.#noteAll((result as readonly { transfer: Transfer }[]).map(({ transfer }) => transfer))
      case 'apply': {
        if (result === null) return []
        const [change, now] = args as [TransferChange, number]
        this.#judgeMove(change, result as Transfer)
        this.#noteWait(change, result as Transfer, now)
        return this.#noteAll([result as Transfer])
      }
      case 'wakeDue':
        this.#judgeWoken((result as { woken: readonly Transfer[] }).woken)
        return this.#noteAll((result as { woken: readonly Transfer[] }).woken)
      case 'wakeRoot':
        // Before their time by right: what they waited for is there.
        for (const { id } of result as readonly Transfer[]) this.#due.delete(id)
        return this.#noteAll(result as readonly Transfer[])
      case 'recover':
        this.#due.clear()
        for (const [id, state] of this.#states) if (isActive(state)) this.#states.set(id, 'queued')
        return []
      default:
        return []
    }
  }

  #noteWait({ id, set }: TransferChange, { state, retryAt }: Transfer, now: number): void {
    if (state !== 'waiting' || retryAt === null) this.#due.delete(id)
    else if (set?.retryAt !== undefined) this.#due.set(id, this.#loop.monotonic() + retryAt - now)
  }

  /** A wait lasts as long as was decided, whatever becomes of the computer's clock. */
  #judgeWoken(woken: readonly Transfer[]): void {
    const now = this.#loop.monotonic()
    for (const { id } of woken) {
      const due = this.#due.get(id)
      this.#due.delete(id)
      if (due !== undefined && now < due - waitSlackMs) {
        this.#violations.add('wait', `${id} was woken ${Math.round(due - now)} ms early`)
      }
    }
    for (const [id, due] of this.#due) {
      if (now > due + waitSlackMs) this.#violations.add('wait', `${id} is not woken, ${Math.round(now - due)} ms late`)
    }
  }

  #judgeMove({ event, from }: TransferChange, { id, state }: Transfer): void {
    const before = this.#states.get(id)
    if (before === undefined) return this.#violations.add('lost', `${id} was changed and never added`)
    if (state === 'queued' && isAtRest(from)) this.askedAgain.set(id, (this.askedAgain.get(id) ?? 0) + 1)
    const after = event === null ? from : next(from, event)
    if (before !== from || after !== state) {
      this.#violations.add('lifecycle', `${id} went from ${before} to ${state} by ${event ?? 'nothing'}`)
    }
  }

  #noteAll(transfers: readonly Transfer[]): readonly Transfer[] {
    for (const transfer of transfers) {
      this.#states.set(transfer.id, transfer.state)
      this.#judgeReason(transfer)
    }
    return transfers
  }

  #judgeReason({ id, state, failure, retryAt }: Transfer): void {
    if (state !== 'waiting' && state !== 'blocked' && state !== 'failed') return
    if (failure === null) return this.#violations.add('no reason', `${id} is ${state}`)
    const { message, nextStep } = viewOf(failure, retryAt)
    if (message === '' || nextStep === '' || message.includes('…')) {
      this.#violations.add('no reason', `${id} is ${state} with ${failure.code}: ${message} ${nextStep}`)
    }
    if (state === 'waiting' && retryAt === null) this.#violations.add('no reason', `${id} waits for no time`)
  }
}
