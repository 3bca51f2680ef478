/**
 * The bytes of one range on their way from the file to the socket: a small ring of pooled pieces with one piece of
 * read-ahead, hashed and checked in the same loop. Nothing is held whole.
 */

import { type Failure, FailureError, failure } from '../../../shared/failure.ts'
import type { Digest } from '../../../shared/transfer.ts'
import type { Clock } from '../ports/clock.ts'
import type { Body, Range } from '../ports/provider.ts'
import { type OpenSource, type RunningDigest, sameVersion } from '../ports/source.ts'
import type { Bandwidth } from './bandwidth.ts'
import { type BufferPool, pieceBytes } from './buffers.ts'
import type { Meter } from './meter.ts'
import type { Life } from './signs.ts'

export interface BodyTools {
  readonly clock: Clock
  readonly pool: BufferPool
  readonly bandwidth: Bandwidth
  readonly meter: Meter
  readonly life: Life
}

/** A piece is being sent, the next one is being read, and one more keeps the two from ever meeting. */
const ringSize = 3

export class FileBody implements Body {
  readonly length: number
  readonly digest: Digest | null
  readonly #source: OpenSource
  readonly #range: Range
  readonly #digest: RunningDigest | null
  readonly #tools: BodyTools
  readonly #signal: AbortSignal
  readonly #ring: Uint8Array[] = []
  #reading: Promise<unknown> = Promise.resolve()
  #failure: Failure | null = null
  #startedAt: number | null = null
  #endedAt: number | null = null

  /**
   * @param source must stay the version that it was opened as, around every read
   * @param digest stands at `range.start` and is at `range.end` when every piece was taken; a digest that is known
   *   already is only said; null: nothing to hash and to say
   */
  constructor(
    source: OpenSource,
    range: Range,
    digest: RunningDigest | Digest | null,
    tools: BodyTools,
    signal: AbortSignal,
  ) {
    this.length = range.end - range.start
    const isKnown = digest !== null && !('update' in digest)
    this.digest = isKnown ? digest : null
    this.#source = source
    this.#range = range
    this.#digest = isKnown ? null : digest
    this.#tools = tools
    this.#signal = signal
  }

  /** Why the pieces stopped, where it was the file's fault: it counts more than what the line then said. */
  get failure(): Failure | null {
    return this.#failure
  }

  /** Monotonic ms of the first and the last piece; null until then. */
  get timing(): { readonly startedAt: number; readonly endedAt: number } | null {
    if (this.#startedAt === null || this.#endedAt === null) return null
    return { startedAt: this.#startedAt, endedAt: this.#endedAt }
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    this.#tools.life.sending(true)
    try {
      yield* this.#pieces()
    } finally {
      this.#tools.life.sending(false)
    }
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    let at = this.#range.start
    let turn = 0
    let ahead = this.#read(turn, at)
    this.#startedAt = this.#tools.clock.monotonic()
    while (at < this.#range.end) {
      const piece = await ahead
      at += piece.length
      turn += 1
      if (at < this.#range.end) ahead = this.#read(turn, at)
      yield* this.#within(piece)
    }
    this.#endedAt = this.#tools.clock.monotonic()
  }

  /** A piece at once, or bit by bit where there is a limit: many that share a low one are seen to move all the same. */
  async *#within(piece: Uint8Array): AsyncGenerator<Uint8Array> {
    const { bandwidth, meter, life } = this.#tools
    for (let from = 0; from < piece.length; ) {
      const bit = piece.subarray(from, from + bandwidth.most(piece.length - from))
      from += bit.length
      await bandwidth.take(bit.length, this.#signal)
      this.#digest?.update(bit)
      yield bit
      // Asked for the next one: this one has left for the socket.
      meter.sent(bit.length)
      life.sent()
    }
  }

  /**
   * Gives the memory back. Only when the request is over and was answered: a socket may still hold the last piece of
   * a request that broke, so its memory is left to the garbage collector.
   */
  async release(wasAnswered: boolean): Promise<void> {
    await this.#reading.catch(() => undefined)
    if (wasAnswered) for (const piece of this.#ring) this.#tools.pool.give(piece)
    this.#ring.length = 0
  }

  #read(turn: number, at: number): Promise<Uint8Array> {
    const reading = this.#readPiece(turn, at)
    // The consumer may stop before it gets here; the failure is kept, not lost and not unhandled.
    reading.catch(() => undefined)
    this.#reading = reading
    return reading
  }

  async #readPiece(turn: number, at: number): Promise<Uint8Array> {
    try {
      const whole = (this.#ring[turn % ringSize] ??= this.#tools.pool.take(Math.min(pieceBytes, this.length)))
      const piece = whole.subarray(0, Math.min(pieceBytes, this.#range.end - at))
      const got = await this.#source.read(piece, at)
      const now = await this.#source.check()
      // A short read is never padded and never sent.
      if (got !== piece.length || !sameVersion(now, this.#source.fingerprint))
        throw new FailureError(failure('source-changed'))
      return piece
    } catch (error) {
      this.#failure = error instanceof FailureError ? error.failure : failure('bug', { detail: String(error) })
      throw error
    }
  }
}
