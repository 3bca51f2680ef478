/** How a command comes to an engine: as a client of the owner of the data folder, or, where nobody is, as its owner. */

import { contract } from '../../shared/contract.ts'
import type { LongshoreContract } from '../../shared/contract.ts'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { connect } from '../../shared/rpc-connect.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import type { OpenOwner } from './owner-port.ts'
import { dialPrivately } from './private-socket.ts'

export interface Engine {
  readonly client: Client<LongshoreContract>
  /** Whether this process owns the folder, so that nothing goes on when it leaves. */
  readonly isOurs: boolean
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

async function dial(addresses: readonly string[]): Promise<{ engine: Engine | null; inTheWay: Failure | null }> {
  let inTheWay: Failure | null = null
  for (const address of addresses) {
    const line = await dialPrivately(address)
    if (!line.ok) {
      inTheWay = line.failure
      continue
    }
    if (line.value === null) continue
    const transport = line.value
    const engine = { client: connect(contract, transport), isOurs: false, close: async () => transport.close() }
    return { engine, inTheWay: null }
  }
  return { engine: null, inTheWay }
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
    const found = await dial(await addresses(dataDir))
    if (found.engine !== null) return found.engine
    const owner = await openOwner({ dataDir, kind: 'command', runEngine: need === 'engine', version })
    if (owner.ok) return { client: owner.value.client, isOurs: true, close: () => owner.value.close() }
    if (owner.failure.code !== 'engine-unreachable') throw new FailureError(owner.failure)
    last = found.inTheWay ?? owner.failure
  }
  throw new FailureError(last)
}
