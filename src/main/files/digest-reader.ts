/** The main thread's end of the digest thread: which files were read how far, and what came of it. */

import { Worker } from 'node:worker_threads'
import { FailureError, failure } from '../../shared/failure.ts'
import type { DigestAlgorithm } from '../../shared/transfer.ts'
import type { DigestPass, Fingerprint } from '../engine/ports/source.ts'
import type { FromDigestThread, PassFacts, ToDigestThread } from './digest-protocol.ts'
import { sourceFailure } from './file-errors.ts'

/** Readings that are remembered, the last used ones. One of a Box file has at most some ten thousand digests. */
const maxPasses = 64

/** What is known of one version of one file. */
interface Known {
  /** Under which others find it; once forgotten and read on all the same, one that nobody else asks for. */
  name: string
  /** Its key is that of one reading: what was forgotten is read by another one. */
  facts: PassFacts
  parts: string[]
  offset: number
  whole: string | null
  /** Of the thread that read it: another one knows nothing of it. */
  generation: number
  /** One reading at a time: each begins where the last one stopped. */
  last: Promise<unknown>
}

/** A file that is open for as long as somebody reads from it. */
export interface OpenDescriptor {
  readonly fd: number
  readonly name: string
  readonly fingerprint: Fingerprint
}

export class DigestReader {
  readonly #known = new Map<string, Known>()
  readonly #waiting = new Map<number, (answer: FromDigestThread) => void>()
  #worker: Worker | null = null
  #lastId = 0
  #lastPass = 0
  /** How many threads were lost. */
  #generation = 0

  /** @param partBytes every part but the last has this length */
  pass(file: OpenDescriptor, algorithm: DigestAlgorithm, partBytes: number): DigestPass {
    const known = this.#knownOf(file, algorithm, partBytes)
    const offsetNow = (): number => (known.generation === this.#generation ? known.offset : 0)
    return {
      get offset() {
        return offsetNow()
      },
      part: async (start, end, signal) => {
        const index = start / partBytes
        if (!Number.isInteger(index) || end !== Math.min(start + partBytes, file.fingerprint.size)) {
          throw new FailureError(failure('bug', { detail: `bytes ${start} to ${end} are no part` }))
        }
        return this.#readOn(known, file, end, signal, () => known.parts[index])
      },
      whole: async (signal) => {
        return this.#readOn(known, file, file.fingerprint.size, signal, () => known.whole)
      },
      forget: () => this.#forget(known),
    }
  }

  /** After the files are closed. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }

  #knownOf({ fingerprint }: OpenDescriptor, algorithm: DigestAlgorithm, partBytes: number): Known {
    const name = JSON.stringify([fingerprint, algorithm, partBytes])
    const known: Known = this.#known.get(name) ?? {
      name,
      facts: { key: this.#newKey(), algorithm, partBytes, size: fingerprint.size },
      parts: [],
      offset: 0,
      whole: null,
      generation: this.#generation,
      last: Promise.resolve(),
    }
    this.#remember(known)
    return known
  }

  /**
   * Used last, forgotten last. That holds as well for what was forgotten and is read on by who still holds it: else the
   * thread would keep it for ever.
   */
  #remember(known: Known): void {
    const other = this.#known.get(known.name)
    if (other !== undefined && other !== known) known.name = JSON.stringify([known.name, known.facts.key])
    this.#known.delete(known.name)
    this.#known.set(known.name, known)
    const [oldest] = this.#known.values()
    if (this.#known.size > maxPasses && oldest !== undefined) this.#forget(oldest)
  }

  #newKey(): string {
    this.#lastPass += 1
    return String(this.#lastPass)
  }

  /** After what is being read: others may be in the midst of it. Whoever goes on reads from the beginning. */
  #forget(known: Known): void {
    if (this.#known.get(known.name) === known) this.#known.delete(known.name)
    known.last = known.last.then(() => this.#drop(known))
  }

  #drop(known: Known): void {
    this.#tell({ kind: 'forget', key: known.facts.key })
    this.#begin(known)
  }

  #begin(known: Known): void {
    known.facts = { ...known.facts, key: this.#newKey() }
    known.parts = []
    known.offset = 0
    known.whole = null
    known.generation = this.#generation
  }

  /** Reads as far as is needed, and takes what was made before anybody else's turn. */
  async #readOn(
    known: Known,
    file: OpenDescriptor,
    upTo: number,
    signal: AbortSignal,
    take: () => string | null | undefined,
  ): Promise<string> {
    let isReading = false
    const turn = known.last.then(async () => {
      isReading = true
      await this.#readNow(known, file, upTo, signal)
      return take() ?? endedTooSoon()
    })
    known.last = turn.catch(() => undefined)
    return new Promise((resolve, reject) => {
      // Who waits for others leaves at once. Who reads waits for the thread, which uses the descriptor until it answers.
      const leave = (): void => {
        if (!isReading) reject(signal.reason as Error)
      }
      if (signal.aborted) leave()
      signal.addEventListener('abort', leave, { once: true })
      turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }

  async #readNow(known: Known, file: OpenDescriptor, upTo: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (known.generation !== this.#generation) this.#begin(known)
    this.#remember(known)
    if (known.whole !== null || (known.offset >= upTo && upTo < known.facts.size)) return
    const answer = await this.#ask({ kind: 'read', fd: file.fd, upTo, pass: known.facts }, signal)
    known.parts.push(...answer.parts)
    known.offset = answer.offset
    known.whole = answer.whole
    const { trouble } = answer
    if (trouble === null) return
    signal.throwIfAborted()
    if (trouble === 'ended' || trouble === 'stopped') endedTooSoon()
    const error = Object.assign(new Error(trouble.message), trouble.code === null ? {} : { code: trouble.code })
    throw new FailureError(sourceFailure(error, file.name, known.offset), { cause: error })
  }

  #ask(
    question: Omit<Extract<ToDigestThread, { kind: 'read' }>, 'id'>,
    signal: AbortSignal,
  ): Promise<FromDigestThread> {
    this.#lastId += 1
    const id = this.#lastId
    const stop = (): void => this.#tell({ kind: 'stop', id })
    signal.addEventListener('abort', stop, { once: true })
    return new Promise<FromDigestThread>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#tell({ ...question, id })
    }).finally(() => signal.removeEventListener('abort', stop))
  }

  #tell(message: ToDigestThread): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    // Beside this file in the source, and beside the bundle in what is built.
    const file = import.meta.url.endsWith('.ts') ? './digest-thread.ts' : './digest-thread.js'
    const worker = new Worker(new URL(file, import.meta.url))
    worker.on('message', (answer: FromDigestThread) => {
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
    worker.on('error', (error) => this.#lose(worker, String(error)))
    worker.on('exit', () => this.#lose(worker, 'the thread ended'))
    // It never keeps a process alive that has nothing else to do.
    worker.unref()
    return worker
  }

  /** Whoever waits is told; the next one starts a new thread, which reads from the beginning. */
  #lose(worker: Worker, why: string): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#generation += 1
    const trouble = { code: null, message: why }
    for (const [id, resolve] of this.#waiting) resolve({ id, parts: [], offset: 0, whole: null, trouble })
    this.#waiting.clear()
  }
}

function endedTooSoon(): never {
  throw new FailureError(failure('source-changed'))
}
