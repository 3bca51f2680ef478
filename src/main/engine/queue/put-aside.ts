/** Entries that ended the engine by an error: once may have been chance, after the second time they wait for a person. */

import { failure } from '../../../shared/failure.ts'
import type { Transfer, TransferChange, TransferStore } from '../ports/store.ts'
import { baseName } from '../plan/names.ts'

const mostCrashes = 2

/**
 * At a start, after everything that was at work went back to the queue.
 *
 * @param crashed ids, each as often as it ended the engine
 * @returns those that were changed
 */
export async function putAside(
  crashed: readonly string[],
  store: Pick<TransferStore, 'get' | 'apply'>,
  now: number,
): Promise<Transfer[]> {
  const changed: Transfer[] = []
  for (const id of crashed) {
    const transfer = await store.get(id)
    const after = transfer === null ? null : await store.apply(changeFor(transfer), now)
    if (after !== null) changed.push(after)
  }
  return changed
}

function changeFor(transfer: Transfer): TransferChange {
  const { id, state, path, counters } = transfer
  const crashes = counters.crashes + 1
  const set = { counters: { ...counters, crashes } }
  if (crashes < mostCrashes || state !== 'queued') {
    return {
      id,
      from: state,
      event: null,
      set,
      step: { what: 'noted', why: 'the engine ended while it worked on this' },
    }
  }
  const found = failure('put-aside', { name: baseName(path), times: String(crashes) })
  const step = { what: 'put aside', why: `the engine ended ${crashes} times while it worked on this` }
  return { id, from: state, event: 'block', set: { ...set, failure: found }, step }
}
