/** Time and chance come from outside, so that the whole engine runs in a simulation. */

export interface Clock {
  /** Wall time in epoch ms: for what is stored or shown. It may jump. */
  now(): number
  /** Monotonic ms: for durations, backoff and quiet times. Counts sleep; never jumps; starts anywhere. */
  monotonic(): number
  /**
   * Resolves after `ms` of monotonic time.
   *
   * @throws the signal's reason when it is aborted
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** What waits is stored with wall times, so that it outlives us; while we run, a clock that is set changes no wait. */
export interface SettableClock extends Clock {
  /** As the computer's clock was when it was last taken over, and evenly on from there. Epoch ms. */
  now(): number
  /** How far somebody has set the computer's clock since then, ms; negative: back. */
  setBy(): number
  /** From now on in the new time. Who calls this moves what waits by just as much, in the same moment. */
  takeOver(ms: number): void
}

export interface Random {
  /** A number in [0, 1). */
  fraction(): number
  /** A new identifier: unique, URL-safe, and sorting by time of creation within one process. */
  id(): string
}
