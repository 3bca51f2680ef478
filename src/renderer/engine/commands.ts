/**
 * What people do to transfers. A cancel is taken back within ten seconds: until then the transfer only rests, since a
 * cancel deletes at the destination what has arrived there.
 */

import type { FailureView, Result } from '../../shared/failure.ts'
import { viewOf } from '../../shared/failure.ts'
import type { ConflictChoice } from '../../shared/transfer.ts'
import type { EngineClient } from './engine-client.ts'
import type { Rows } from './rows.ts'
import type { Notices } from './notices.ts'
import { Cell } from '../ui/cell.ts'
import type { Readable } from '../ui/cell.ts'

/** The words that commands need; the screens put them into the reader's language. */
export interface CommandWords {
  canceling(count: number): string
  kept(count: number): string
  failed(failure: FailureView): string
  again(isNew: boolean, isChanged: boolean): string
}

export interface CommandParts {
  readonly client: Readable<EngineClient>
  readonly rows: Rows
  readonly notices: Notices
  readonly words: CommandWords
}

export type Beside = { readonly before: string } | { readonly after: string }

type Simple = 'pause' | 'resume' | 'retry'

const undoMs = 10_000
/** What one call may name. */
const mostIds = 10_000

interface Pending {
  readonly ids: readonly string[]
  /** Those that rested already stay so after an undo. */
  readonly resumes: readonly string[]
  readonly timer: ReturnType<typeof setTimeout>
}

export class Commands {
  /** Transfers that are about to be canceled. */
  readonly leaving = new Cell<ReadonlySet<string>>(new Set())
  /** Grows with every change of the order. */
  readonly reordered = new Cell(0)
  readonly #parts: CommandParts
  #pending: Pending | null = null

  constructor(parts: CommandParts) {
    this.#parts = parts
  }

  pause = (ids: readonly string[]): Promise<void> => this.#each('pause', ids)
  resume = (ids: readonly string[]): Promise<void> => this.#each('resume', ids)
  retry = (ids: readonly string[]): Promise<void> => this.#each('retry', ids)

  /** All that one thing stopped, also what nobody has looked at. @param account null: of all accounts */
  async retryCause(cause: string, account: string | null): Promise<void> {
    const of = account === null ? {} : { account }
    this.#tell(await this.#parts.client.get().queue.retry({ cause, ...of }))
  }

  /** A file that is over goes once more, as a row of its own. */
  async again(id: string): Promise<void> {
    const answer = await this.#parts.client.get().history.again({ id })
    const { notices, words } = this.#parts
    if (answer.ok) notices.show({ text: words.again(answer.value.isNew, answer.value.isChanged) })
    else this.#tell(answer)
  }

  /** What a person decides where a name is taken. Those that ask nothing stay as they are. */
  async answer(all: readonly string[], conflict: ConflictChoice): Promise<void> {
    for (const ids of portions(all)) this.#tell(await this.#parts.client.get().queue.retry({ ids, conflict }))
  }

  /** Their turn is next. */
  async toTop(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    // The last portion first: each goes before those that went before it.
    for (const portion of [...portions(ids)].toReversed()) {
      this.#tell(await this.#parts.client.get().queue.move({ ids: portion, goal: { to: 'top' } }))
    }
    this.reordered.set(this.reordered.get() + 1)
  }

  /** Beside another one, in the order that they have among each other. */
  async move(ids: readonly string[], goal: Beside): Promise<void> {
    const all = [...portions(ids)]
    // Each portion goes next to the goal: the one that is to stand there comes last.
    for (const portion of 'after' in goal ? all.toReversed() : all) {
      this.#tell(await this.#parts.client.get().queue.move({ ids: portion, goal }))
    }
    this.reordered.set(this.reordered.get() + 1)
  }

  /** @param until epoch ms; null: until somebody resumes */
  async pauseAll(until: number | null): Promise<void> {
    const end = until === null ? {} : { until: new Date(until).toISOString() }
    this.#tell(await this.#parts.client.get().queue.pause({ all: true, ...end }))
  }

  async all(act: Exclude<Simple, 'pause'>): Promise<void> {
    this.#tell(await this.#parts.client.get().queue[act]({ all: true }))
  }

  cancel(ids: readonly string[]): void {
    if (ids.length === 0) return
    this.settle()
    const resumes = ids.filter((id) => this.#parts.rows.get(id)?.state !== 'paused')
    const pending: Pending = { ids, resumes, timer: setTimeout(() => this.settle(), undoMs) }
    this.#pending = pending
    this.leaving.set(new Set(ids))
    void this.#each('pause', resumes)
    const { notices, words } = this.#parts
    notices.show({ text: words.canceling(ids.length), undo: () => this.undo() }, undoMs)
  }

  undo(): void {
    const pending = this.#take()
    if (pending === null) return
    void this.#each('resume', pending.resumes)
    const { notices, words } = this.#parts
    notices.show({ text: words.kept(pending.ids.length) })
  }

  /** Does now what an undo could still have taken back: time is up, or the page is left. */
  settle(): void {
    const pending = this.#take()
    if (pending === null) return
    for (const ids of portions(pending.ids)) void this.#parts.client.get().queue.cancel({ ids }).then(this.#tell)
  }

  #take(): Pending | null {
    const pending = this.#pending
    if (pending === null) return null
    clearTimeout(pending.timer)
    this.#pending = null
    this.leaving.set(new Set())
    return pending
  }

  async #each(act: Simple, all: readonly string[]): Promise<void> {
    for (const ids of portions(all)) this.#tell(await this.#parts.client.get().queue[act]({ ids }))
  }

  readonly #tell = (answer: Result<unknown>): void => {
    if (answer.ok) return
    const { notices, words } = this.#parts
    notices.show({ text: words.failed(viewOf(answer.failure, null)), isBad: true })
  }
}

function* portions(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += mostIds) yield ids.slice(at, at + mostIds)
}
