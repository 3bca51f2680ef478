/** What happened, as lines: their hash proves that a schedule always goes the same way, and the last ones tell how. */

import { createHash } from 'node:crypto'
import type { Log } from '../../src/main/engine/ports/log.ts'
import type { Transfer, TransferChange } from '../../src/main/engine/ports/store.ts'
import type { Sent } from './models/network.ts'
import { contentRangeOf, kindOf } from './oracles/requests.ts'
import type { SessionBook } from './oracles/session-book.ts'
import type { Violations } from './oracles/violation.ts'
import type { Loop } from './world/loop.ts'

const kept = 60

export class Trace {
  readonly #loop: Loop
  readonly #isWhole: boolean
  readonly #hash = createHash('sha1')
  #lines: string[] = []

  constructor(loop: Loop, isWhole: boolean) {
    this.#loop = loop
    this.#isWhole = isWhole
  }

  /** All of them, or the last ones. */
  get lines(): readonly string[] {
    return this.#isWhole ? this.#lines : this.#lines.slice(-kept)
  }

  hash(): string {
    return this.#hash.digest('hex')
  }

  line(text: string): void {
    const line = `${this.#loop.monotonic().toFixed(3)} ${text}`
    this.#hash.update(line)
    this.#lines.push(line)
    if (!this.#isWhole && this.#lines.length > 10 * kept) this.#lines = this.#lines.slice(-kept)
  }

  stored(method: string, args: readonly unknown[], result: unknown): void {
    if (method === 'apply') {
      const [{ id, from, event, step, acknowledge }] = args as [TransferChange]
      const after = (result as Transfer | null)?.state ?? 'nothing, it had moved'
      const told = step === null ? '' : ` (${step.what}: ${step.why})`
      const bytes = acknowledge === undefined ? '' : ` up to ${acknowledge.ranges.at(-1)?.end ?? 0}`
      this.line(`store ${id} ${from} ${event ?? '-'} -> ${after}${bytes}${told}`)
    } else if (method === 'enqueue' || method === 'recover' || method.startsWith('put')) {
      this.line(`store ${method}`)
    }
  }

  sent({ life, method, url, headers }: Sent, fault: string | null): void {
    const kind = kindOf(method, url, headers)
    const range = kind === 'range' ? ` from ${contentRangeOf(headers)?.start ?? -1}` : ''
    this.line(
      `life ${life.number} asks ${kind} ${method} ${url.pathname.slice(-60)}${range}${fault === null ? '' : ` MEETS ${fault}`}`,
    )
  }

  arrived({ method, url, headers }: Sent, status: number): void {
    this.line(`answer ${status} to ${kindOf(method, url, headers)}`)
  }

  /** The engine's log, in which no upload address and no token may be. */
  log(violations: Violations, book: SessionBook): Log {
    const note = (event: string, facts: Readonly<Record<string, unknown>> = {}): void => {
      const text = JSON.stringify(facts)
      this.line(`log ${event} ${text}`)
      const secret = book.secretIn(text)
      if (secret !== null) violations.add('told a secret', `${event}: ${text}`)
      if (event === 'transfer.bug') violations.add('crash', text)
    }
    return { debug: note, info: note, warn: note }
  }
}
