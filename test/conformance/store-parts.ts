/** The store's parts in depth. An implementation's test calls this with a way to open an empty one. */

import type { AccountStore } from '../../src/main/engine/ports/account.ts'
import type { Store } from '../../src/main/engine/ports/store.ts'
import { acceptsChanges } from './store-changes.ts'
import { acceptsQueue } from './store-queue.ts'
import { movesWaits } from './store-waits.ts'
import { acceptsSessions } from './store-sessions.ts'
import { acceptsSteps } from './store-steps.ts'

/** Empty, and gone when the test is over. */
export type NewStore = () => Promise<Store & AccountStore>

export function acceptsInDepth(open: NewStore): void {
  acceptsChanges(open)
  acceptsSessions(open)
  acceptsQueue(open)
  movesWaits(open)
  acceptsSteps(open)
}
