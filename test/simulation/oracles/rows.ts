/** What is judged of each change of a row: only by the table, never without a reason, and never away. */

import type { Transfer, TransferChange } from '../../../src/main/engine/ports/store.ts'
import { type State, isActive, isFinal, next } from '../../../src/shared/lifecycle.ts'
import { viewOf } from '../../../src/shared/failure.ts'
import type { Violations } from './violation.ts'

/** Nothing more happens to it by itself. */
export function isAtRest(state: State): boolean {
  return isFinal(state) || state === 'blocked'
}

export class RowsOracle {
  readonly #violations: Violations
  readonly #states = new Map<string, State>()

  constructor(violations: Violations) {
    this.#violations = violations
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
        const [change] = args as [TransferChange]
        this.#judgeMove(change, result as Transfer)
        return this.#noteAll([result as Transfer])
      }
      case 'wakeDue':
        return this.#noteAll((result as { woken: readonly Transfer[] }).woken)
      case 'recover':
        for (const [id, state] of this.#states) if (isActive(state)) this.#states.set(id, 'queued')
        return []
      default:
        return []
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
