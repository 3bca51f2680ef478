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
  /** The settings that are known, by their keys. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How many of what is blocked wait for something else than a sign-in; null: all of it, no account is signed out. */
  readonly blockedOtherwise: number | null
}

/** As the page does: no oftener than anybody can read. */
const everyMs = 1_000
/** What no transfer tells: a sign-in that is lost while nothing is on its way. */
const seldomMs = 20_000
/** What one answer holds. */
const pageRows = 200
const speedsMs = 60_000

interface LookPorts {
  readonly keeper: EngineKeeper
  readonly now: () => number
  readonly onChange: (look: Look) => void
}

/** Tells of changes at most once a second, the last one always; while nothing changes it looks seldom. */
export class QueueLook {
  readonly #ports: LookPorts
  #look: Look = { holding: 'none', summary: null, status: null, speeds: [], settings: {}, blockedOtherwise: null }
  /** Until what it leads to was told. */
  #later: NodeJS.Timeout | null = null
  readonly #seldom: NodeJS.Timeout
  #isNews = false
  #isClosed = false

  constructor(ports: LookPorts) {
    this.#ports = ports
    this.#seldom = setInterval(() => ports.keeper.facts.client !== null && this.#soon(), seldomMs)
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
    clearInterval(this.#seldom)
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
    // What came before is asked after: a transfer is blocked once its account is known to be signed out, never before.
    const { summary } = this.#look
    const { client } = this.#ports.keeper.facts
    const status = client === null ? null : await statusOf(client)
    const settings = client === null ? null : await settingsOf(client)
    const blockedOtherwise = client === null || status === null ? null : await otherwiseBlocked(client, status)
    if (this.#isClosed) return
    this.#look = { ...this.#look, status, settings: settings ?? this.#look.settings, blockedOtherwise }
    this.#later = null
    this.#ports.onChange({ ...this.#look, summary })
    if (this.#isNews) this.#soon()
  }
}

async function statusOf(client: Client<LongshoreContract>): Promise<Status | null> {
  const answer = await client.engine.status({})
  return answer.ok ? answer.value : null
}

async function settingsOf(client: Client<LongshoreContract>): Promise<Record<string, unknown> | null> {
  const answer = await client.settings.list({})
  return answer.ok ? Object.fromEntries(answer.value.map(({ key, value }) => [key, value])) : null
}

/** Of a page: what there is more of than that is taken for what makes so many, an account's sign-in. */
async function otherwiseBlocked(client: Client<LongshoreContract>, { accounts }: Status): Promise<number | null> {
  if (accounts.every(({ state }) => state === 'ready')) return null
  const answer = await client.queue.page({ filter: { states: ['blocked'] }, limit: pageRows })
  return answer.ok ? answer.value.transfers.filter(({ failure }) => failure?.code !== 'signed-out').length : 0
}
