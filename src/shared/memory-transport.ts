/** Two ends in one process: for a command that owns the data folder itself, and for tests. */

import type { Transport } from './rpc.ts'

/** Runs something a little later. The default is soon but never lets timers or I/O in between: see `memoryPair`. */
export type Later = (run: () => void) => void

const microtask: Later = (run) => void Promise.resolve().then(run)

class MemoryEnd implements Transport {
  other: MemoryEnd | null = null
  readonly #later: Later
  readonly #inbox: string[] = []
  #onFrame: ((frame: unknown) => void) | null = null
  readonly #onClose: (() => void)[] = []
  #isClosed = false
  #isDue = false

  constructor(later: Later) {
    this.#later = later
  }

  /** As JSON, so that both ends share no object and see the same as over a socket. */
  send(frame: object): void {
    if (!this.#isClosed) this.other?.receive(JSON.stringify(frame))
  }

  receive(text: string): void {
    this.#inbox.push(text)
    this.#deliverLater()
  }

  onFrame(listener: (frame: unknown) => void): void {
    this.#onFrame = listener
    this.#deliverLater()
  }

  onClose(listener: () => void): void {
    if (this.#isClosed) listener()
    else this.#onClose.push(listener)
  }

  close(): void {
    this.closeHere()
    this.other?.closeHere()
  }

  closeHere(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#inbox.length = 0
    for (const listener of this.#onClose) listener()
  }

  #deliverLater(): void {
    if (this.#isDue || this.#onFrame === null || this.#inbox.length === 0) return
    this.#isDue = true
    this.#later(() => {
      this.#isDue = false
      for (const text of this.#inbox.splice(0)) if (!this.#isClosed) this.#onFrame?.(JSON.parse(text))
    })
  }
}

/**
 * A connected pair. Where a runtime has one, pass its `setImmediate` as `later`: two ends that answer each other at
 * once would otherwise keep the event loop to themselves.
 */
export function memoryPair(later: Later = microtask): [Transport, Transport] {
  const [a, b] = [new MemoryEnd(later), new MemoryEnd(later)]
  a.other = b
  b.other = a
  return [a, b]
}
