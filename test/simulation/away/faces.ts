/** What a face would show, and do, in the simulated world: the product's own status, views and accounts. */

import type { Status, TokenFile } from '../../../src/shared/contract.ts'
import { type Result } from '../../../src/shared/failure.ts'
import type { TransferView } from '../../../src/shared/transfer.ts'
import type { Account, AccountStore, Person } from '../../../src/main/engine/ports/account.ts'
import type { Connections } from '../../../src/main/engine/ports/http.ts'
import { rootsOf } from '../../../src/main/net/account-roots.ts'
import { AccountConnections } from '../../../src/main/net/connections.ts'
import { canServe, whoIs } from '../../../src/main/providers/index.ts'
import { statusOf } from '../../../src/main/server/status.ts'
import { transferView } from '../../../src/main/server/transfer-view.ts'
import { Accounts } from '../../../src/main/services/accounts.ts'
import type { Running } from '../models/machine.ts'

export async function statusNow({ engine, store, ...more }: Running): Promise<Status> {
  return statusOf({
    engine,
    store,
    accounts: accountsOf({ engine, store, ...more }),
    // Nobody pauses everything there.
    queuePause: { now: { isPaused: false, until: null }, by: null },
    powerPause: { now: null },
    speedLimit: { now: { bytesPerSecond: null, until: null } },
    owner: { version: '0.0.0', kind: 'daemon', startedAt: 0, web: null, viewOnly: null },
  })
}

/** Newest first. */
export async function viewsNow({ engine, store }: Running): Promise<TransferView[]> {
  const { transfers } = await store.page({ limit: 200 })
  return transfers.map((transfer) => transferView(transfer, engine.holdFor(transfer)))
}

/** A person signs in again, with what the service gave them. */
export async function signInAgain(running: Running, account: string, tokens: TokenFile): Promise<void> {
  const signedIn = await accountsOf(running).signIn(account, { tokens }, new AbortController().signal)
  if (!signedIn.ok) throw new Error(`nobody is signed in: ${signedIn.failure.code}`)
}

/** As compose.ts introduces it. */
function accountsOf({ engine, store, http, connections, clock }: Running): Accounts {
  const whoWith = async (account: Account, through: Connections): Promise<Result<Person | null>> => {
    const connected = await through.connect(account)
    return connected.ok ? whoIs(connected.value, new AbortController().signal) : connected
  }
  const triedWith = (tried: AccountStore): Connections =>
    new AccountConnections({ http, store: tried, clock, rootsOf: (account) => rootsOf(account, null) })
  return new Accounts({
    store,
    clock,
    whoAmI: {
      userOf: (account) => whoWith(account, connections),
      userWith: (account, tried) => whoWith(account, triedWith(tried)),
    },
    isSafeRoot: () => true,
    refusalOf: () => null,
    destinationRefusalOf: () => null,
    canServe,
    signedIn: (account) => engine.queue.unblock(account, 'signed-out'),
    note: () => undefined,
    removeUnused: (account) => store.removeUnused(account),
    goodbyeOf: async () => async () => undefined,
  })
}
