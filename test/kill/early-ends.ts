/**
 * What came to its end before its engine said that it was ready: of those nobody hears a line. From then on the engine's
 * own lines say all, so one look is enough.
 */

import { DaemonLine, resting } from '../support/daemon-line.ts'
import type { Program } from '../support/processes.ts'

export class EarlyEnds {
  readonly #dataDir: string
  readonly #looked = new WeakSet<Program>()

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  /** @returns nothing before the engine is ready, and nothing once it was asked or is dead */
  async look(engine: Program): Promise<readonly string[]> {
    if (this.#looked.has(engine) || !engine.lines.some(({ event }) => event === 'ready')) return []
    this.#looked.add(engine)
    const all = (await new DaemonLine(this.#dataDir).transfers(engine)) ?? []
    return all.filter(({ state }) => resting.has(state)).map(({ id }) => id)
  }
}
