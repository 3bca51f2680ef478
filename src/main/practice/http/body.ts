import { invalidRequest, Problem } from '../problem.ts'
import type { Exchange } from './exchange.ts'

/** The rest of the body will not come: the client went away, or a fault cut it off after `received` bytes. */
export class BodyLost extends Error {
  readonly received: number
  /** Cut by a fault, which then also says whether the prefix is kept. */
  readonly byFault: boolean

  constructor(received: number, byFault: boolean) {
    super(`the body ended after ${received} bytes`)
    this.received = received
    this.byFault = byFault
  }
}

interface Sink {
  /** False: wait for `flushed` before the next chunk. */
  write(chunk: Buffer): boolean
  flushed(): Promise<void>
}

/** Hands the body on as it comes, no faster than the sink takes it or a fault allows. */
export function streamBody(exchange: Exchange, sink: Sink): Promise<number> {
  const { req, entry, plan } = exchange
  const cutAt = plan?.cutBodyAfter ?? null
  const rate = plan?.readBytesPerSecond ?? null
  let received = 0
  return new Promise((resolve, reject) => {
    const stop = (error: Error) => {
      req.off('data', onData)
      req.pause()
      reject(error)
    }
    const goOn = (wait: Promise<unknown>) => {
      req.pause()
      wait.then(() => req.resume(), stop)
    }
    const onData = (chunk: Buffer) => {
      const part = cutAt !== null && received + chunk.length > cutAt ? chunk.subarray(0, cutAt - received) : chunk
      received += part.length
      entry.bytesReceived = received
      const more = part.length === 0 || sink.write(part)
      if (cutAt !== null && received >= cutAt) stop(new BodyLost(received, true))
      else if (rate !== null) goOn(Promise.all([sink.flushed(), pause(exchange, (chunk.length / rate) * 1000)]))
      else if (!more) goOn(sink.flushed())
    }
    req.on('data', onData)
    req.once('end', () => (cutAt === null ? resolve(received) : stop(new BodyLost(received, true))))
    req.once('error', () => stop(new BodyLost(received, false)))
    // Also where it had all arrived before the client left: what was not read by then is never handed out.
    req.once('close', () => {
      if (!req.readableEnded) stop(new BodyLost(received, false))
    })
    if (req.destroyed && !req.readableEnded) stop(new BodyLost(received, false))
  })
}

/** Reads and forgets, so that a refusal does not cut off a client in the middle of its sending. */
export async function drainBody(exchange: Exchange): Promise<void> {
  const { req, entry } = exchange
  if (req.complete && req.readableEnded) return
  if (req.destroyed) return
  await new Promise<void>((resolve) => {
    req.on('data', (chunk: Buffer) => (entry.bytesReceived += chunk.length))
    req.once('end', resolve)
    req.once('close', resolve)
    req.once('error', () => resolve())
    req.resume()
  })
}

const largestText = 1 << 20

/** @param limit bytes; more is refused with 413 */
export async function readText(exchange: Exchange, limit = largestText): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  const sink: Sink = {
    write(chunk) {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      return true
    },
    flushed: () => Promise.resolve(),
  }
  await streamBody(exchange, sink)
  if (size > limit) throw new Problem(413, 'invalidRequest', 'The request body is too large.')
  return Buffer.concat(chunks).toString('utf8')
}

/** The body as a JSON object; undefined where there was none. */
export async function readJson(exchange: Exchange, most?: number): Promise<Record<string, unknown> | undefined> {
  const text = await readText(exchange, most)
  if (text.trim() === '') return undefined
  if (!/^application\/json\b/i.test(exchange.header('content-type') ?? '')) {
    throw new Problem(400, 'invalidRequest', 'The Content-Type header must be application/json.')
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through to the same answer as any other text that is no JSON object.
  }
  throw invalidRequest('The request body is not a valid JSON object.')
}

/** Waits, but not for a client that has gone: nothing may keep the practice cloud from closing. */
export function pause(exchange: Exchange, ms: number): Promise<void> {
  const { res } = exchange
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      res.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    res.once('close', end)
    if (res.destroyed || exchange.gone) end()
  })
}
