/**
 * A daemon's own socket, as commands use it, for looking at transfers again and again: a command is a process, and
 * looking by commands takes most of the time of tests that kill and start daemons.
 */

import { dialAny } from '../../src/main/client/reach-engine.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { type LongshoreContract, contract } from '../../src/shared/contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import type { Client } from '../../src/shared/rpc-contract.ts'
import type { TransferView } from '../../src/shared/transfer.ts'

type Answer<M extends keyof Client<LongshoreContract>['queue']> = Awaited<
  ReturnType<Client<LongshoreContract>['queue'][M]>
>

/** A process that ends at some time. */
interface Daemon {
  readonly isEnded: boolean
  readonly ended: Promise<unknown>
}

/** Finished, or in need of a person: where `longshore wait` ends. */
export const resting: ReadonlySet<string> = new Set(['done', 'skipped', 'failed', 'canceled', 'blocked'])

export class DaemonLine {
  readonly #dataDir: string
  #current: { readonly daemon: Daemon; readonly client: Client<LongshoreContract> } | null = null

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** Undefined where there is no such transfer; null where nobody answers: then a command has to do. */
  async transfer(daemon: Daemon | null, id: string): Promise<TransferView | undefined | null> {
    const client = await this.#living(daemon)
    if (client === null) return null
    const found = await client.queue.get({ ids: [id] })
    if (found.ok) return found.value[0]
    if (found.failure.code === 'engine-unreachable') return null
    throw new Error(`get ${id}: ${JSON.stringify(found.failure)}`)
  }

  /** All of them; null where nobody answers. */
  async transfers(daemon: Daemon | null): Promise<TransferView[] | null> {
    const client = await this.#living(daemon)
    if (client === null) return null
    const all: TransferView[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Answer<'page'> = await client.queue.page({ filter: {}, limit: 200, ...(cursor && { cursor }) })
      if (!page.ok) return null
      all.push(...page.value.transfers)
      cursor = page.value.cursor
    }
    return all
  }

  /** One file, as `longshore upload` asks for it; null where nobody answers. */
  async enqueue(daemon: Daemon | null, path: string, to: string): Promise<string | null> {
    const client = await this.#living(daemon)
    if (client === null) return null
    const added = await client.queue.enqueue({ paths: [path], to })
    if (!added.ok) throw new Error(`enqueue ${path}: ${JSON.stringify(added.failure)}`)
    const { batch, alreadyIds = [] } = added.value
    const found = await client.queue.page({ filter: { batch } })
    const id = found.ok ? (found.value.transfers[0]?.id ?? alreadyIds[0]) : undefined
    if (id === undefined) throw new Error(`${path} is not in the queue`)
    return id
  }

  async #living(daemon: Daemon | null): Promise<Client<LongshoreContract> | null> {
    return daemon === null || daemon.isEnded ? null : this.#clientOf(daemon)
  }

  async #clientOf(daemon: Daemon): Promise<Client<LongshoreContract> | null> {
    if (this.#current?.daemon === daemon) return this.#current.client
    const { transport } = await dialAny(await addressesToDial(this.#dataDir))
    if (transport === null) return null
    const client = connect(contract, transport)
    this.#current = { daemon, client }
    void daemon.ended.then(() => transport.close())
    return client
  }
}
