/** Turns the engine's changes into streams for the faces. */

import { type PublicState, type State, isFinal, publicState, states } from '../../shared/lifecycle.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { Transfer, TransferQuery, TransferStore } from '../engine/ports/store.ts'
import type { Changes } from '../engine/queue/changes.ts'
import { transferView } from './transfer-view.ts'

/** What a producer puts in and one consumer takes out. Ends with the signal. */
class Mailbox<T> {
  readonly #items: T[] = []
  readonly #signal: AbortSignal
  #wake: (() => void) | null = null

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake?.(), { once: true })
  }

  put(item: T): void {
    this.#items.push(item)
    this.#wake?.()
  }

  async *drain(): AsyncGenerator<T> {
    while (!this.#signal.aborted) {
      const item = this.#items.shift()
      if (item !== undefined) {
        yield item
        continue
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = null
    }
  }
}

const pageSize = 200

/** Which transfers a stream is about. Batch and ids together: either. */
export interface Chosen {
  readonly batch?: string | undefined
  readonly ids?: readonly string[] | undefined
  /** All that are not final, and whatever changes from then on. */
  readonly unfinished?: true | undefined
}

/**
 * Each chosen transfer as it is now, `listed`, then every change of its public state, in order. Nothing is left out
 * between the two: changes are collected from before the first look.
 */
export async function* stateChanges(
  chosen: Chosen,
  changes: Changes,
  store: TransferStore,
  view: (transfer: Transfer) => TransferView,
  signal: AbortSignal,
): AsyncGenerator<TransferView | 'listed'> {
  let isListed = false
  const seen = new Map<string, { state: PublicState; at: number }>()
  const isNews = (transfer: Transfer, isLate = false): boolean => {
    const state = publicState(transfer.state)
    const last = seen.get(transfer.id)
    // A change that was collected before the first look may be older than what the look saw. Later ones come in order,
    // whatever the clock says that somebody set.
    if (last !== undefined && (last.state === state || (!isLate && transfer.stateAt < last.at))) return false
    seen.set(transfer.id, { state, at: transfer.stateAt })
    return true
  }
  const mailbox = new Mailbox<{ readonly transfer: Transfer; readonly isLate: boolean }>(signal)
  const isChosen = chooser(chosen)
  const unlisten = changes.listen((transfer) => {
    if (isChosen(transfer)) mailbox.put({ transfer, isLate: isListed })
  })
  try {
    for await (const transfer of present(chosen, store)) if (isNews(transfer)) yield view(transfer)
    isListed = true
    yield 'listed'
    for await (const { transfer, isLate } of mailbox.drain()) if (isNews(transfer, isLate)) yield view(transfer)
  } finally {
    unlisten()
  }
}

function chooser({ batch, ids }: Chosen): (transfer: Transfer) => boolean {
  if (batch === undefined && ids === undefined) return () => true
  const wanted = new Set(ids)
  return (transfer) => wanted.has(transfer.id) || (batch !== undefined && transfer.batchId === batch)
}

const unfinishedStates = (Object.keys(states) as State[]).filter((state) => !isFinal(state))

async function* present({ batch, ids, unfinished }: Chosen, store: TransferStore): AsyncGenerator<Transfer> {
  if (batch !== undefined) yield* pages({ batchId: batch }, store)
  for (let at = 0; at < (ids?.length ?? 0); at += pageSize)
    yield* await store.getMany((ids ?? []).slice(at, at + pageSize))
  if (unfinished === true) yield* pages({ states: unfinishedStates }, store)
}

async function* pages(
  filter: Pick<TransferQuery, 'batchId' | 'states'>,
  store: TransferStore,
): AsyncGenerator<Transfer> {
  let cursor: string | null = null
  do {
    const query: TransferQuery = { ...filter, limit: pageSize }
    const page = await store.page(cursor === null ? query : { ...query, cursor })
    yield* page.transfers
    cursor = page.cursor
  } while (cursor !== null)
}

/** How a row is seen, which may change although the row doesn't: what it waits for is a matter of its account. */
export interface Looks {
  view(transfer: Transfer): TransferView
  /** The same for as long as nothing of that kind changed. */
  key(): string
  read(ids: readonly string[]): Promise<readonly Transfer[]>
}

const plain: Looks = { view: (transfer) => transferView(transfer), key: () => '', read: () => Promise.resolve([]) }

/** A speed that falls is no change of any transfer, and must be seen to fall. */
const speedEveryMs = 1_000

/**
 * The followed transfers that changed, with a `pause` after each value; the latest wins. The first value comes at once,
 * so that a face can paint; while something moves, one comes every second.
 */
export async function* followed(
  ids: readonly string[],
  changes: Changes,
  pause: () => Promise<void>,
  signal: AbortSignal,
  isMoving: () => boolean = () => false,
  looks: Looks = plain,
): AsyncGenerator<readonly TransferView[]> {
  const wanted = new Set(ids)
  let changed = new Map<string, Transfer>()
  let key = looks.key()
  let isDirty = true
  let wake: (() => void) | null = null
  const soil = (): void => {
    isDirty = true
    wake?.()
  }
  const unlisten = changes.listen((transfer) => {
    if (wanted.has(transfer.id)) changed.set(transfer.id, transfer)
    soil()
  })
  const unlistenToRest = changes.listenToRest(soil)
  const onAbort = (): void => wake?.()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    while (!signal.aborted) {
      if (isDirty) {
        isDirty = false
        const now = looks.key()
        if (now !== key) {
          key = now
          for (const transfer of await looks.read(ids))
            if (!changed.has(transfer.id)) changed.set(transfer.id, transfer)
        }
        const views = [...changed.values()].map((transfer) => looks.view(transfer))
        changed = new Map()
        yield views
        await pause()
        continue
      }
      let later: ReturnType<typeof setTimeout> | undefined
      await new Promise<void>((resolve) => {
        wake = resolve
        if (!isMoving()) return
        later = setTimeout(() => {
          isDirty = true
          resolve()
        }, speedEveryMs)
      })
      clearTimeout(later)
      wake = null
    }
  } finally {
    unlistenToRest()
    unlisten()
  }
}
