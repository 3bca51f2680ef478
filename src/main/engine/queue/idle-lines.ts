/** Where nobody waits any more who could ask whether a line is back, nobody waits for it, either. */

import type { TransferStore } from '../ports/store.ts'
import type { Lines } from './lines.ts'

export async function forgetIdleLines(lines: Lines, store: Pick<TransferStore, 'getMany'>): Promise<void> {
  for (const line of lines.idle()) {
    // Some may wait a while longer than it takes to ask, and some are held by another line of their account.
    const met = await store.getMany(line.met)
    if (!met.some(({ state }) => state === 'waiting' || state === 'queued')) lines.forget(line)
  }
}
