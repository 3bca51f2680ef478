/** How a command comes to an engine: as a client of the owner of the data folder, or, where nobody is, as its owner. */

import { contract } from '../../shared/contract.ts'
import type { LongshoreContract } from '../../shared/contract.ts'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { connect } from '../../shared/rpc-connect.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import type { OpenOwner } from './owner-port.ts'
import type { Transport } from '../../shared/rpc.ts'
import { dialPrivately } from './private-socket.ts'

export interface Engine {
  readonly client: Client<LongshoreContract>
  /** Whether this process owns the folder, so that nothing goes on when it leaves. */
  readonly isOurs: boolean
  /** What whoever became the owner has to say before anything else: that the queue file was damaged, for instance. */
  readonly note?: string | null
  close(): Promise<void>
}

export interface ReachPorts {
  readonly version: string
  /** Where an owner of this data folder may be listening. */
  readonly addresses: (dataDir: string) => Promise<readonly string[]>
  readonly openOwner: OpenOwner
  readonly sleep: (ms: number) => Promise<void>
}

/** An owner that has the lock opens its socket soon, or is about to leave: together at most five seconds. */
const tries = 50
const pauseMs = 100

/** The line to the first owner that answers; else null, and what was in the way of finding out, where something was. */
export async function dialAny(
  addresses: readonly string[],
): Promise<{ transport: Transport | null; inTheWay: Failure | null }> {
  let inTheWay: Failure | null = null
  for (const address of addresses) {
    const line = await dialPrivately(address)
    if (!line.ok) inTheWay = line.failure
    else if (line.value !== null) return { transport: line.value, inTheWay: null }
  }
  return { transport: null, inTheWay }
}

/**
 * `any`: whoever has the folder; `engine`: transfers must run, so this process runs them if it becomes the owner.
 * Throws a FailureError where neither works.
 */
export async function reachEngine(dataDir: string, need: 'any' | 'engine', ports: ReachPorts): Promise<Engine> {
  const { version, addresses, openOwner, sleep } = ports
  let last = failure('engine-unreachable', { detail: 'its owner does not answer' })
  for (let at = 0; at < tries; at += 1) {
    if (at > 0) await sleep(pauseMs)
    const { transport, inTheWay } = await dialAny(await addresses(dataDir))
    if (transport !== null) {
      return { client: connect(contract, transport), isOurs: false, close: async () => transport.close() }
    }
    const owner = await openOwner({ dataDir, kind: 'command', runEngine: need === 'engine', version })
    if (owner.ok) {
      const { client, note = null } = owner.value
      return { client, isOurs: true, note, close: () => owner.value.close() }
    }
    if (owner.failure.code !== 'engine-unreachable') throw new FailureError(owner.failure)
    last = inTheWay ?? owner.failure
  }
  throw new FailureError(last)
}
