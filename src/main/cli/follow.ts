/**
 * Waiting for transfers: of one batch, of some ids, or whatever isn't finished. Ends when each is final, blocked or
 * paused; `waiting` goes on by itself and is waited for. When the owner that runs them leaves, the next one is asked,
 * or we run them.
 */

import { failure, FailureError } from '../../shared/failure.ts'
import type { PublicState } from '../../shared/lifecycle.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { Engine } from '../client/reach-engine.ts'
import { showProgress } from './progress.ts'
import { isUnreachable, valueOf } from './session.ts'
import type { EngineClient, Session } from './session.ts'
import { isEnded, summaryOf } from './summary.ts'
import type { Summary } from './summary.ts'
import { endLines } from './transfer-text.ts'

export interface Target {
  readonly batch?: string
  readonly ids?: readonly string[]
}

const idsPerGet = 200

async function* inPages(client: EngineClient, filter: { batch: string }): AsyncGenerator<TransferView> {
  let cursor: string | null = null
  do {
    const page: { transfers: TransferView[]; cursor: string | null } = valueOf(
      await client.queue.page(cursor === null ? { filter } : { filter, cursor }),
    )
    yield* page.transfers
    cursor = page.cursor
  } while (cursor !== null)
}

async function* byIds(client: EngineClient, ids: readonly string[]): AsyncGenerator<TransferView> {
  for (let at = 0; at < ids.length; at += idsPerGet) {
    yield* valueOf(await client.queue.get({ ids: ids.slice(at, at + idsPerGet) }))
  }
}

/** @throws FailureError `not-found` for the first id that no transfer has */
export async function allThere(client: EngineClient, ids: readonly string[]): Promise<void> {
  const found = new Set<string>()
  for await (const { id } of byIds(client, ids)) found.add(id)
  const missing = ids.find((id) => !found.has(id))
  if (missing !== undefined) throw new FailureError(failure('not-found', { what: 'transfer', id: missing }))
}

/** As they are now. */
export async function* listed(client: EngineClient, { batch, ids }: Target): AsyncGenerator<TransferView> {
  if (batch !== undefined) yield* inPages(client, { batch })
  if (ids !== undefined) yield* byIds(client, ids)
}

class Followed {
  readonly #session: Session
  readonly #states = new Map<string, PublicState>()
  readonly #open = new Set<string>()

  constructor(session: Session) {
    this.#session = session
  }

  get isOver(): boolean {
    return this.#open.size === 0
  }

  get countLine(): string {
    return `${this.#states.size - this.#open.size} of ${this.#states.size}`
  }

  note(transfer: TransferView): void {
    const { id, state } = transfer
    if (this.#states.get(id) === state) return
    this.#states.set(id, state)
    if (isEnded(state)) this.#open.delete(id)
    else this.#open.add(id)
    this.#session.terminal.event('state', transfer)
    if (isEnded(state)) this.#session.terminal.lines(endLines(transfer))
  }

  summary(isTimedOut: boolean): Summary {
    const counts: Partial<Record<PublicState, number>> = {}
    for (const state of this.#states.values()) counts[state] = (counts[state] ?? 0) + 1
    return summaryOf(counts, isTimedOut)
  }
}

/** What comes next; null where the time was up before. */
async function unlessStopped<T>(next: Promise<T>, stop: AbortSignal): Promise<T | null> {
  if (stop.aborted) return null
  let end: () => void = () => undefined
  const stopped = new Promise<null>((resolve) => {
    end = () => resolve(null)
    stop.addEventListener('abort', end, { once: true })
  })
  try {
    return await Promise.race([next, stopped])
  } finally {
    stop.removeEventListener('abort', end)
  }
}

async function followOver(
  { signal }: Session,
  client: EngineClient,
  { batch, ids }: Target,
  followed: Followed,
  stop: AbortSignal,
): Promise<void> {
  // A misspelt id would otherwise be waited for in vain.
  if (ids !== undefined) await allThere(client, ids)
  const leaving = new AbortController()
  const leave = (): void => leaving.abort()
  signal.addEventListener('abort', leave, { once: true })
  const chosen =
    batch === undefined && ids === undefined
      ? { unfinished: true as const }
      : { ...(batch !== undefined && { batch }), ...(ids !== undefined && { ids: [...ids] }) }
  const changes = client.queue.states(chosen, leaving.signal)[Symbol.asyncIterator]()
  let isListed = false
  try {
    while (!(isListed && followed.isOver)) {
      // Until all are listed only Ctrl-C ends it: what is left when the time is up must be known to be counted.
      const next = await unlessStopped(changes.next(), isListed ? stop : signal)
      if (next === null || signal.aborted) return
      if (next.done === true) throw new FailureError(failure('engine-unreachable', { detail: 'it ended' }))
      if (next.value === 'listed') isListed = true
      else followed.note(next.value)
    }
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
}

/** A signal that ends with the session's or when the time is up. */
function stopAfter(session: Session, timeoutMs: number | undefined) {
  const controller = new AbortController()
  let isTimedOut = false
  const onInterrupt = (): void => controller.abort()
  session.signal.addEventListener('abort', onInterrupt, { once: true })
  if (session.signal.aborted) controller.abort()
  const onTimeout = (): void => {
    isTimedOut = true
    controller.abort()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs)
  return {
    signal: controller.signal,
    isTimedOut: () => isTimedOut,
    end() {
      clearTimeout(timer)
      session.signal.removeEventListener('abort', onInterrupt)
    },
  }
}

/** Waits with `engine` (and closes it) and with whoever owns the folder after it. */
export async function follow(
  session: Session,
  engine: Engine,
  target: Target,
  timeoutMs: number | undefined,
): Promise<Summary> {
  const followed = new Followed(session)
  const stop = stopAfter(session, timeoutMs)
  let current = engine
  try {
    for (;;) {
      const shown = new AbortController()
      const progress = showProgress(session, current.client, () => followed.countLine, shown.signal)
      try {
        await followOver(session, current.client, target, followed, stop.signal)
        break
      } catch (error) {
        if (current.isOurs || !isUnreachable(error)) throw error
      } finally {
        shown.abort()
        await progress
      }
      await current.close()
      current = await session.reach('engine')
    }
  } finally {
    stop.end()
    await current.close()
  }
  return followed.summary(stop.isTimedOut())
}
