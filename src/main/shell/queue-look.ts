/** What the tray and the notices know of the queue: the newest tallies, the engine's status, and the last speeds. */

import type { LongshoreContract, Status, Summary } from '../../shared/contract.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import type { Sample } from '../../shared/words/pace.ts'
import type { EngineKeeper, Holding } from '../client/keep-engine.ts'

export interface Look {
  readonly holding: Holding
  readonly summary: Summary | null
  readonly status: Status | null
  readonly speeds: readonly Sample[]
}

/** As the page does: no oftener than anybody can read. */
const everyMs = 1_000
const speedsMs = 60_000

interface LookPorts {
  readonly keeper: EngineKeeper
  readonly now: () => number
  readonly onChange: (look: Look) => void
}

/** Tells of changes at most once a second, the last one always. Nothing happens while nothing changes. */
export class QueueLook {
  readonly #ports: LookPorts
  #look: Look = { holding: 'none', summary: null, status: null, speeds: [] }
  /** Until what it leads to was told. */
  #later: NodeJS.Timeout | null = null
  #isNews = false
  #isClosed = false

  constructor(ports: LookPorts) {
    this.#ports = ports
    ports.keeper.listen(({ holding }) => {
      this.#look = { ...this.#look, holding }
      this.#soon()
    })
    ports.keeper.listenToSummary((summary) => {
      const now = ports.now()
      const speeds = this.#look.speeds.filter(({ at }) => at > now - speedsMs)
      this.#look = { ...this.#look, summary, speeds: [...speeds, { at: now, value: summary.bytesPerSecond }] }
      this.#soon()
    })
  }

  get now(): Look {
    return this.#look
  }

  close(): void {
    this.#isClosed = true
    if (this.#later !== null) clearTimeout(this.#later)
  }

  #soon(): void {
    this.#isNews = true
    if (this.#isClosed || this.#later !== null) return
    this.#later = setTimeout(() => void this.#tell(), everyMs)
  }

  /** One at a time: a status that takes long must neither come right before the next one, nor after it. */
  async #tell(): Promise<void> {
    this.#isNews = false
    const { client } = this.#ports.keeper.facts
    const status = client === null ? null : await statusOf(client)
    if (this.#isClosed) return
    this.#look = { ...this.#look, status }
    this.#later = null
    this.#ports.onChange(this.#look)
    if (this.#isNews) this.#soon()
  }
}

async function statusOf(client: Client<LongshoreContract>): Promise<Status | null> {
  const answer = await client.engine.status({})
  return answer.ok ? answer.value : null
}
