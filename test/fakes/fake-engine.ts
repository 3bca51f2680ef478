/** An engine that does what a test staged, and nothing else. Derived from the contract, so it can't fall behind it. */

import type { Owner } from '../../src/main/client/owner-port.ts'
import { contract } from '../../src/shared/contract.ts'
import type { LongshoreContract } from '../../src/shared/contract.ts'
import { memoryPair } from '../../src/shared/memory-transport.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Handlers } from '../../src/shared/rpc-contract.ts'
import { serve } from '../../src/shared/rpc-serve.ts'
import type { Serving } from '../../src/shared/rpc-serve.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import type { PublicState } from '../../src/shared/lifecycle.ts'
import type { TransferView } from '../../src/shared/transfer.ts'

type AllHandlers = Handlers<LongshoreContract>
export type Staged = { readonly [G in keyof AllHandlers]?: Partial<AllHandlers[G]> }

/** Handlers for all of the contract: the staged ones, and for the rest one that says so. */
export function fakeHandlers(staged: Staged): AllHandlers {
  const groups = Object.entries(contract).map(([group, entries]) => {
    const given = (staged as Record<string, Record<string, unknown> | undefined>)[group] ?? {}
    const handlers = Object.keys(entries).map((entry) => [
      entry,
      given[entry] ??
        (() => {
          throw new Error(`${group}.${entry} is not staged`)
        }),
    ])
    return [group, Object.fromEntries(handlers)]
  })
  return Object.fromEntries(groups) as AllHandlers
}

export interface FakeOwner extends Owner {
  readonly isClosed: () => boolean
  /** What handlers threw: a test that expects none looks here. */
  readonly bugs: unknown[]
  /** Breaks the line, as an owner that is killed does. */
  readonly drop: () => void
}

export function fakeOwner(staged: Staged, facts: Partial<Pick<Owner, 'url' | 'note' | 'dropFolder'>> = {}): FakeOwner {
  const [here, there] = memoryPair(setImmediate)
  const bugs: unknown[] = []
  serve(contract, fakeHandlers(staged), there, { onBug: (_, error) => bugs.push(error) })
  let isClosed = false
  return {
    client: connect(contract, here),
    url: null,
    ...facts,
    bugs,
    isClosed: () => isClosed,
    drop: () => there.close(),
    async close() {
      isClosed = true
      here.close()
    },
  }
}

/** Serves the staged engine over a transport that a test opened. */
export function serveFake(staged: Staged, transport: Transport): Serving {
  return serve(contract, fakeHandlers(staged), transport)
}

export function aTransfer(id: string, state: PublicState, more: Partial<TransferView> = {}): TransferView {
  return {
    id,
    path: `/files/${id}.bin`,
    size: 1_000,
    account: 'work',
    destination: 'onedrive:/Inbox',
    state,
    acknowledgedBytes: state === 'done' ? 1_000 : 0,
    failure: null,
    remote: null,
    evidence: null,
    attempts: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    ...more,
  }
}
