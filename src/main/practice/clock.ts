/**
 * The practice cloud's own time. Everything that expires there (sessions, tokens, upload URLs) asks this clock, so
 * that a test moves a day ahead in a millisecond. It runs with real time plus an offset.
 */
export class VirtualClock {
  #offset: number

  constructor(offset = 0) {
    this.#offset = offset
  }

  get offset(): number {
    return this.#offset
  }

  now(): number {
    return Date.now() + this.#offset
  }

  iso(): string {
    return new Date(this.now()).toISOString()
  }

  advance(ms: number): void {
    this.#offset += ms
  }

  set(epochMs: number): void {
    this.#offset = epochMs - Date.now()
  }
}

/** Real time that never goes back, on the scale of the epoch: the journal's proof of waiting rests on it. */
export function monotonicNow(): number {
  return performance.timeOrigin + performance.now()
}
