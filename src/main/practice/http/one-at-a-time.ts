import type { Exchange } from './exchange.ts'

interface Running {
  readonly exchange: Exchange
  readonly done: Promise<void>
}

/** Requests that must not run beside each other, by what they work on. A second one is refused, unless the first one's
 * client has gone: that one is on its way out, and is waited for. */
export class OneAtATime {
  readonly #running = new Map<string, Running>()

  async waitForTheDead(key: string): Promise<void> {
    const other = this.#running.get(key)
    if (other?.exchange.gone) await other.done
  }

  isRunning(key: string): boolean {
    return this.#running.has(key)
  }

  async run<Value>(key: string, exchange: Exchange, work: () => Promise<Value>): Promise<Value> {
    const held: { release?: () => void } = {}
    const done = new Promise<void>((resolve) => (held.release = resolve))
    this.#running.set(key, { exchange, done })
    try {
      return await work()
    } finally {
      this.#running.delete(key)
      held.release?.()
    }
  }
}
