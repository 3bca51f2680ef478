import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Fingerprint, OpenSource, RunningDigest } from '../../../../src/main/engine/ports/source.ts'
import { Bandwidth } from '../../../../src/main/engine/transfer/bandwidth.ts'
import { FileBody } from '../../../../src/main/engine/transfer/body.ts'
import { BufferPool, pieceBytes } from '../../../../src/main/engine/transfer/buffers.ts'
import { Life } from '../../../../src/main/engine/transfer/signs.ts'
import { Meter } from '../../../../src/main/engine/transfer/meter.ts'
import { ManualClock } from '../../../fakes/clock.ts'
import { fingerprint as some } from '../../../support/plan-facts.ts'
import { pseudoRandom } from '../../../support/pseudo-random.ts'

const bytes = pseudoRandom(5 * pieceBytes + 12_345, 77)
const version: Fingerprint = { ...some, size: bytes.length }

function sourceOf(content: Buffer, change: { after: number } | null = null): OpenSource & { reads: number } {
  return {
    fingerprint: version,
    reads: 0,
    read(into, at) {
      this.reads += 1
      return Promise.resolve(content.copy(into, 0, at, Math.min(at + into.length, content.length)))
    },
    check() {
      const isChanged = change !== null && this.reads > change.after
      return Promise.resolve(isChanged ? { ...version, mtimeNs: '1' } : version)
    },
    digestPass: () => {
      throw new Error('not asked for here')
    },
    close: () => Promise.resolve(),
  }
}

class Sha implements RunningDigest {
  readonly algorithm = 'sha256'
  readonly #hash = createHash('sha256')
  offset = 0
  update(piece: Uint8Array): void {
    this.#hash.update(piece)
    this.offset += piece.length
  }
  value(): string {
    return this.#hash.copy().digest('hex')
  }
  checkpoint(): null {
    return null
  }
}

function tools(clock = new ManualClock()) {
  return {
    clock,
    pool: new BufferPool(3),
    bandwidth: new Bandwidth(clock),
    meter: new Meter(clock),
    life: new Life(clock),
  }
}

const never = new AbortController().signal
const whole = { start: 0, end: bytes.length }

async function collect(body: FileBody): Promise<Buffer> {
  const pieces: Buffer[] = []
  // Copied at once: a piece is only valid until the next one is asked for.
  for await (const piece of body.pieces()) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

describe('the body of a range', () => {
  it.each([
    ['the whole file', whole],
    ['a part with odd ends', { start: 17, end: 3 * pieceBytes + 5 }],
    ['exactly one piece', { start: pieceBytes, end: 2 * pieceBytes }],
    ['one byte', { start: 5, end: 6 }],
    ['nothing', { start: 0, end: 0 }],
  ])('gives exactly the bytes: %s', async (_, range) => {
    const body = new FileBody(sourceOf(bytes), range, null, tools(), never)
    const got = await collect(body)
    await body.release(true)
    expect(got.equals(bytes.subarray(range.start, range.end))).toBe(true)
    expect(body.length).toBe(got.length)
  })

  it('hashes what it gives, in order', async () => {
    const digest = new Sha()
    const body = new FileBody(sourceOf(bytes), whole, digest, tools(), never)
    await collect(body)
    expect(digest.value()).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('never overwrites a piece that is being sent', async () => {
    const body = new FileBody(sourceOf(bytes), whole, null, tools(), never)
    let at = 0
    for await (const piece of body.pieces()) {
      // As long as a slow socket holds it, the read-ahead goes on; the piece must stay what it was.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      expect(Buffer.from(piece).equals(bytes.subarray(at, at + piece.length))).toBe(true)
      at += piece.length
    }
    expect(at).toBe(bytes.length)
  })

  it('fault-F01: stops before the first piece of a changed file is sent', async () => {
    const body = new FileBody(sourceOf(bytes, { after: 2 }), whole, null, tools(), never)
    await expect(collect(body)).rejects.toThrow('source-changed')
    expect(body.failure?.code).toBe('source-changed')
  })

  it('fault-F02: a short read is never padded and never sent', async () => {
    const cut = bytes.subarray(0, 2 * pieceBytes + 100)
    const body = new FileBody(sourceOf(cut), whole, null, tools(), never)
    await expect(collect(body)).rejects.toThrow('source-changed')
  })

  it('gives its memory back only when the request was answered', async () => {
    const kept = tools()
    const first = kept.pool.take(pieceBytes)
    const body = new FileBody(sourceOf(bytes), whole, null, kept, never)
    await collect(body)
    await body.release(false)
    kept.pool.give(first)
    expect(kept.pool.take(pieceBytes)).toBe(first)
    expect(kept.pool.take(pieceBytes)).not.toBe(first)
    const again = new FileBody(sourceOf(bytes), whole, null, kept, never)
    await collect(again)
    await again.release(true)
    const pooled = new Set([kept.pool.take(pieceBytes), kept.pool.take(pieceBytes), kept.pool.take(pieceBytes)])
    expect(pooled.size).toBe(3)
  })

  it('graph-G2-30: holds as much of a long range in memory as of a short one', async () => {
    class CountingPool extends BufferPool {
      out = 0
      most = 0
      override take(length: number): Uint8Array {
        this.out += 1
        this.most = Math.max(this.most, this.out)
        return super.take(length)
      }
      override give(piece: Uint8Array): void {
        this.out -= 1
        super.give(piece)
      }
    }
    const long = pseudoRandom(40 * pieceBytes, 78)
    const range = { start: 0, end: long.length }
    const pool = new CountingPool(3)
    const body = new FileBody(sourceOf(long), range, null, { ...tools(), pool }, never)
    let sent = 0
    for await (const piece of body.pieces()) sent += piece.length
    await body.release(true)
    expect(sent).toBe(long.length)
    expect(pool.most).toBeLessThanOrEqual(3)
    expect(pool.out).toBe(0)
  })

  it('leaves nothing unhandled when the consumer stops early', async () => {
    const body = new FileBody(sourceOf(bytes, { after: 1 }), whole, null, tools(), never)
    for await (const piece of body.pieces()) {
      expect(piece.length).toBe(pieceBytes)
      break
    }
    await body.release(false)
  })
})

describe('the bandwidth limit', () => {
  it('is shared: each pays for its bytes after those before it', async () => {
    const clock = new ManualClock()
    const bandwidth = new Bandwidth(clock)
    bandwidth.setLimit(1_000)
    const passed: string[] = []
    const take = async (name: string, n: number): Promise<void> => {
      await bandwidth.take(n, never)
      passed.push(name)
    }
    const all = Promise.all([take('a', 1_000), take('b', 500), take('c', 1)])
    await clock.advance(0)
    expect(passed).toEqual(['a'])
    await clock.advance(999)
    expect(passed).toEqual(['a'])
    await clock.advance(1)
    expect(passed).toEqual(['a', 'b'])
    await clock.advance(500)
    expect(passed).toEqual(['a', 'b', 'c'])
    await all
  })

  it('ends its wait when the transfer is stopped', async () => {
    const clock = new ManualClock()
    const bandwidth = new Bandwidth(clock)
    bandwidth.setLimit(1)
    await bandwidth.take(1_000, never)
    const stop = new AbortController()
    const waiting = bandwidth.take(1, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })

  it('takes nothing for what was stopped before its turn', async () => {
    const clock = new ManualClock()
    const bandwidth = new Bandwidth(clock)
    bandwidth.setLimit(1_000)
    await bandwidth.take(1_000, never)
    const stop = new AbortController()
    const stopped = bandwidth.take(60_000, stop.signal)
    stop.abort(new Error('stopped'))
    await expect(stopped).rejects.toThrow('stopped')
    let isThrough = false
    const next = bandwidth.take(1, never)
    void next.finally(() => {
      isThrough = true
    })
    await clock.advance(1_000)
    expect(isThrough).toBe(true)
    await next
  })

  it('lets every body move on within seconds, however low it is and however many share it', async () => {
    const clock = new ManualClock()
    const kept = { ...tools(clock), clock }
    kept.bandwidth.setLimit(1_024)
    const lives = Array.from({ length: 12 }, () => new Life(clock))
    const got = lives.map((life) => {
      const body = new FileBody(sourceOf(bytes), { start: 0, end: 10_000 }, null, { ...kept, life }, never)
      return collect(body)
    })
    let longest = 0
    for (let second = 0; second < 130; second += 1) {
      await clock.advance(1_000)
      if (second < 100) longest = Math.max(longest, ...lives.map((life) => life.silentMs))
    }
    expect(longest).toBeLessThanOrEqual(4_000)
    for (const each of await Promise.all(got)) expect(each.equals(bytes.subarray(0, 10_000))).toBe(true)
  })
})

describe('the meter', () => {
  it('is a mean over ten seconds, and 0 when nothing leaves', async () => {
    const clock = new ManualClock()
    const meter = new Meter(clock)
    expect(meter.steadyBytesPerSecond()).toBeNull()
    for (let second = 0; second < 20; second += 1) {
      meter.sent(1_000)
      await clock.advance(1_000)
    }
    expect(meter.bytesPerSecond()).toBeGreaterThanOrEqual(900)
    expect(meter.bytesPerSecond()).toBeLessThanOrEqual(1_100)
    await clock.advance(20_000)
    expect(meter.bytesPerSecond()).toBe(0)
    // What it was lately is remembered: for who wants to know how long more of it takes.
    expect(meter.steadyBytesPerSecond()).toBeGreaterThanOrEqual(900)
    expect(meter.steadyBytesPerSecond()).toBeLessThanOrEqual(1_100)
  })

  it('takes single small files now and then for no speed of the line', async () => {
    const clock = new ManualClock()
    const meter = new Meter(clock)
    for (const restMs of [3_000, 4_000, 9_000, 600_000, 5_000, 3_000, 2_500]) {
      meter.sent(30_000)
      await clock.advance(restMs)
      // Somebody looks, or nobody does: it makes no difference.
      if (restMs > 4_000) meter.bytesPerSecond()
      expect(meter.steadyBytesPerSecond()).toBeNull()
    }
    for (let second = 0; second < 12; second += 1) {
      meter.sent(500_000)
      await clock.advance(1_000)
    }
    expect(meter.steadyBytesPerSecond()).toBeGreaterThanOrEqual(450_000)
    meter.sent(30_000)
    await clock.advance(60_000)
    meter.sent(30_000)
    expect(meter.steadyBytesPerSecond()).toBeGreaterThanOrEqual(450_000)
  })
})
