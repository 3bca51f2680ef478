/** Our side of a request: bytes at hand, or pieces that are valid only until the next one is asked for. */

import { FailureError, failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Body } from '../engine/ports/provider.ts'
import { progressBytes, queuedBytes } from './limits.ts'
import type { HttpLimits } from './limits.ts'
import { Tail } from './tail.ts'
import type { Watch } from './watch.ts'

export interface Outgoing {
  readonly length: number
  /** What undici gets. */
  readonly stream: Uint8Array | AsyncIterable<Uint8Array> | null
  /** What went wrong on our side: counts more than what the line then said. */
  readonly failure: Failure | null
  begin(): Promise<void>
  /** No more pieces are wanted. */
  end(): void
}

/** No bytes follow the headers: undici then writes `Content-Length: 0` where the method wants a length. */
export function isEmpty(body: Uint8Array | Body | null): boolean {
  return body === null || body.length === 0
}

export function outgoing(body: Uint8Array | Body | null, watch: Watch, limits: HttpLimits): Outgoing {
  return body === null || body instanceof Uint8Array ? new Bytes(body, watch, limits) : new Pieces(body, watch, limits)
}

class Bytes implements Outgoing {
  readonly length: number
  readonly stream: Uint8Array | null
  readonly failure = null
  readonly #watch: Watch
  readonly #limits: HttpLimits

  constructor(bytes: Uint8Array | null, watch: Watch, limits: HttpLimits) {
    this.length = bytes?.length ?? 0
    this.stream = this.length === 0 ? null : bytes
    this.#watch = watch
    this.#limits = limits
  }

  async begin(): Promise<void> {
    this.#watch.expect(this.#limits.connectMs + this.#limits.answerMs, 'no answer came')
  }

  end(): void {
    // Nothing is held.
  }
}

class Pieces implements Outgoing {
  readonly length: number
  readonly stream: AsyncIterable<Uint8Array> | null
  readonly #body: Body
  readonly #watch: Watch
  readonly #limits: HttpLimits
  #failure: Failure | null = null
  #isOver = false

  constructor(body: Body, watch: Watch, limits: HttpLimits) {
    this.#body = body
    this.length = body.length
    this.stream = body.length === 0 ? null : { [Symbol.asyncIterator]: () => this.#pieces() }
    this.#watch = watch
    this.#limits = limits
  }

  get failure(): Failure | null {
    return this.#failure
  }

  async begin(): Promise<void> {
    if (this.stream !== null) {
      this.#watch.expect(this.#limits.connectMs + this.#limits.stallMs, 'no connection came about')
      return
    }
    // An empty body is asked too: the file may have grown or gone meanwhile.
    await this.#pieces().next()
  }

  end(): void {
    this.#isOver = true
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    const tail = new Tail()
    let sent = 0
    // While the next piece is read or held back by the bandwidth limit, it isn't the line that stands still.
    this.#watch.stop()
    try {
      for await (const piece of this.#body.pieces()) {
        if (this.#isOver) return
        sent += piece.length
        if (sent > this.length) throw mismatch(sent, this.length)
        for (let at = 0; at < piece.length; at += progressBytes) {
          if (this.#isOver) return
          this.#watch.expect(this.#limits.stallMs, 'nothing moved any more')
          const unit = piece.subarray(at, at + progressBytes)
          // The end of a piece may wait in the socket's queue while the next piece is asked for.
          yield at + unit.length + queuedBytes > piece.length ? tail.keep(unit) : unit
        }
        if (!this.#isOver) this.#watch.stop()
      }
      if (sent !== this.length) throw mismatch(sent, this.length)
    } catch (error) {
      // undici throws into this generator too, when the connection breaks; that isn't the body's failure.
      if (!this.#isOver) this.#failure = bodyFailure(error)
      throw error
    }
    if (!this.#isOver) this.#watch.expect(this.#limits.answerMs, 'no answer came')
  }
}

function mismatch(sent: number, length: number): FailureError {
  const detail = sent > length ? `a body ran over its ${length} bytes` : `a body ended after ${sent} of ${length} bytes`
  return new FailureError(failure('bug', { detail }))
}

function bodyFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  return failure('bug', { detail: error instanceof Error ? error.message : 'a body could not be read' })
}
