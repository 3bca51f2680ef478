/** Time and chance come from outside, so that the whole engine runs in a simulation. */

export interface Clock {
  /** Wall time in epoch ms: for what is stored or shown. It may jump. */
  now(): number
  /** Monotonic ms: for durations, backoff and quiet times. Never jumps; starts anywhere. */
  monotonic(): number
  /**
   * Resolves after `ms` of monotonic time.
   *
   * @throws the signal's reason when it is aborted
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Random {
  /** A number in [0, 1). */
  fraction(): number
  /** A new identifier: unique, URL-safe, and sorting by time of creation within one process. */
  id(): string
}
