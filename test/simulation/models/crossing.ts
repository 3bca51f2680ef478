/** One request on its way over the line and back. */

import type { ModelOptions } from '../stand-ins/undici.ts'
import { Feed } from '../world/feed.ts'
import { never } from '../world/life.ts'
import type { LineFault, OwnAnswer } from './line-faults.ts'
import type { Network, Sent } from './network.ts'
import { type AnswerPart, type ServerSide, serverSide } from './server-side.ts'

/** As undici gives it. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array> & { destroy(): void }
}

interface Means {
  readonly network: Network
  readonly sent: Sent
  readonly options: ModelOptions
  readonly fault: LineFault
}

/** Roughly there and back, ms. */
const shortestMs = 2
const longestMs = 60

export class Crossing {
  readonly over: Promise<void>
  readonly #means: Means
  readonly #body = new Feed<Uint8Array>()
  /** Written by the service, not yet arrived. */
  #parts: AnswerPart[] = []
  #isArriving = false
  #answerBytes = 0
  #server: ServerSide | null = null
  #isOver = false
  #hasHead = false
  #givesUp: (error: Error) => void = () => undefined
  #answers: (answer: Answer) => void = () => undefined
  #ends: () => void = () => undefined

  constructor(means: Means) {
    this.#means = means
    this.over = new Promise((resolve) => {
      this.#ends = resolve
    })
  }

  run(): Promise<Answer> {
    const { sent, options } = this.#means
    const { signal } = options
    return new Promise<Answer>((resolve, reject) => {
      this.#answers = resolve
      this.#givesUp = reject
      const stop = (): void => this.#fail(signal.reason as Error)
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      void this.over.then(() => signal.removeEventListener('abort', stop))
      this.#later(() => this.#connect())
    }).then((answer) => (sent.life.isAlive ? answer : never<Answer>()))
  }

  /** The line breaks, or the client is gone. */
  break(): void {
    this.#fail(broken())
  }

  #connect(): void {
    const { network, sent, options, fault } = this.#means
    const host = network.host(sent.url)
    const refused = fault.refused ?? (host === null ? 'ENOTFOUND' : undefined)
    if (refused !== undefined || host === null) {
      const error = Object.assign(new Error('not connected'), { code: refused })
      return this.#fail(options.dispatcher.refused(error))
    }
    let isRefused = false
    host.onConnection?.({ resetAndDestroy: () => void (isRefused = true) } as never)
    if (isRefused) return this.break()
    if (fault.answeredBy !== undefined) {
      void this.#answerAlone(fault.answeredBy)
      return
    }
    void this.#send()
  }

  #arriving(): ServerSide {
    const { sent, options } = this.#means
    const { url } = sent
    const headers: Record<string, string> = { host: url.host }
    for (const [name, value] of Object.entries(options.headers)) headers[name.toLowerCase()] = value
    const wantsLength = options.body === null && options.method !== 'GET' && options.method !== 'DELETE'
    if (headers['content-length'] === undefined && wantsLength) headers['content-length'] = '0'
    return serverSide({ method: options.method, path: url.pathname + url.search, headers }, (part) => this.#take(part))
  }

  async #send(): Promise<void> {
    const { network, sent, fault } = this.#means
    const host = network.host(sent.url)
    if (host === null) return
    const pieces: Buffer[] = []
    const limit = fault.cutsBodyAfter ?? fault.dropsBodyAfter ?? Number.POSITIVE_INFINITY
    let bytes = 0
    // A request without a body is lost whole, as is one that is dropped before its first byte.
    const isLost = fault.dropsBodyAfter === 0 || (limit < Number.POSITIVE_INFINITY && this.#means.options.body === null)
    if (!isLost) {
      this.#server = this.#arriving()
      network.handle(host, this.#server.req, this.#server.res)
    }
    for await (const piece of this.#pieces()) {
      if (this.#isOver) return
      const taken = Buffer.from(piece.subarray(0, Math.max(0, limit - bytes)))
      bytes += piece.length
      pieces.push(taken)
      if (taken.length > 0) this.#server?.body(taken)
      if (bytes > limit && fault.cutsBodyAfter !== undefined) return this.break()
      await this.#wait(fault.pieceMs ?? 0)
    }
    if (this.#isOver) return
    if (isLost || bytes > limit) return this.#lose()
    if (fault.isDoubled && this.#server !== null) await this.#double(this.#server, pieces)
    this.#server?.bodyEnds()
  }

  /** The first one's answer is thrown away; then the same once more. */
  async #double(first: ServerSide, pieces: readonly Buffer[]): Promise<void> {
    const { network, sent } = this.#means
    this.#isArriving = true
    first.bodyEnds()
    await network.loop.passed(50)
    this.#parts = []
    this.#isArriving = false
    const host = network.host(sent.url)
    if (host === null || this.#isOver) return
    this.#server = this.#arriving()
    network.handle(host, this.#server.req, this.#server.res)
    for (const piece of pieces) this.#server.body(piece)
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    const { body } = this.#means.options
    if (body === null) return
    if (body instanceof Uint8Array) {
      yield body
      return
    }
    try {
      yield* body
    } catch (error) {
      // The body's own failure ends the request, as undici does it.
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** The network reads what is sent, and answers in place of the service. */
  async #answerAlone({ status, headers, text }: OwnAnswer): Promise<void> {
    for await (const _ of this.#pieces()) if (this.#isOver) return
    this.#take({ kind: 'head', status, headers })
    this.#take({ kind: 'bytes', bytes: Buffer.from(text) })
    this.#take({ kind: 'end' })
  }

  #lose(): void {
    if (this.#means.fault.isSilent) return
    this.#later(() => this.break())
  }

  #wait(moreMs: number): Promise<void> {
    const { loop, chance } = this.#means.network
    return loop.passed(chance.fraction() * 3 + moreMs)
  }

  #later(act: () => void, moreMs = 0): void {
    const { loop, chance } = this.#means.network
    loop.after(shortestMs + chance.skewedFraction() * (longestMs - shortestMs) + moreMs, () => {
      if (!this.#isOver) act()
    })
  }

  /** From the service. What it writes together arrives together. */
  #take(part: AnswerPart): void {
    const { fault } = this.#means
    const { replacedBy } = fault
    if (part.kind === 'reset') {
      this.#parts.push(part)
    } else if (replacedBy === undefined || this.#server === null) {
      this.#parts.push(part)
    } else if (part.kind === 'end') {
      const { status, headers, text } = replacedBy
      this.#parts.push({ kind: 'head', status, headers }, { kind: 'bytes', bytes: Buffer.from(text) }, part)
    }
    if (this.#isArriving || this.#parts.length === 0) return
    this.#isArriving = true
    this.#later(() => {
      this.#isArriving = false
      this.#deliver()
    }, fault.answerAfterMs)
  }

  #deliver(): void {
    const { fault, sent, network } = this.#means
    const most = fault.answerBytes ?? Number.POSITIVE_INFINITY
    for (const part of this.#parts.splice(0)) {
      if (this.#isOver) return
      if (part.kind === 'reset') return this.break()
      if (most === 0) return this.#lose()
      if (part.kind === 'head') {
        this.#hasHead = true
        sent.life.step(() => {
          network.watcher?.arrived(sent, part.status, part.headers)
          const body = Object.assign(this.#body.read(), { destroy: () => this.#end() })
          this.#answers({ statusCode: part.status, headers: part.headers, body })
        })
      } else if (part.kind === 'bytes') {
        const left = most - this.#answerBytes
        this.#answerBytes += part.bytes.length
        if (left > 0) this.#body.put(Uint8Array.from(part.bytes.subarray(0, left)))
        if (part.bytes.length > left) return this.#lose()
      } else {
        this.#body.end()
        this.#end()
      }
    }
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.#end()
    const { sent } = this.#means
    if (!sent.life.isAlive) return
    if (this.#hasHead) this.#body.fail(error)
    else this.#givesUp(error)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    const server = this.#server
    // The other side learns of it a little later, as over any line.
    if (server !== null) this.#means.network.loop.after(1, () => server.clientGoes())
    this.#ends()
  }
}

function broken(): Error {
  return Object.assign(new Error('the connection was reset'), { code: 'ECONNRESET' })
}
