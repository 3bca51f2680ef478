/** The main thread's end of the worker. */

import { Worker } from 'node:worker_threads'
import { FailureError, failure } from '../../shared/failure.ts'
import { type FromWorker, type ToWorker, type WorkerOptions, errorOf } from './protocol.ts'

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
  onBatch: ((batch: unknown) => Promise<void>) | null
}

export class WorkerClient {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #outbox: ToWorker[] = []
  readonly #exited: Promise<void>
  #lastId = 0
  #isGone = false
  #isClosing = false
  #lost: ((why: string) => void) | null = null
  #noted: ((note: string) => void) | null = null

  private constructor(worker: Worker) {
    this.#worker = worker
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#fail('it ended')
        resolve()
      })
    })
    worker.on('error', (error) => this.#fail(String(error)))
  }

  /**
   * @returns when the database is open, with what had to be done to open it (sentences for people)
   * @throws FailureError `store-failed` and siblings where it can't be opened
   */
  static async start(options: WorkerOptions): Promise<{ client: WorkerClient; notes: readonly string[] }> {
    // Beside this file in the source, and beside the bundle in what is built.
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    const worker = new Worker(new URL(file, import.meta.url), { workerData: options })
    const client = new WorkerClient(worker)
    const notes = await new Promise<readonly string[]>((resolve, reject) => {
      worker.on('message', (messages: readonly FromWorker[]) => {
        for (const message of messages) {
          if (message.kind === 'ready') resolve(message.notes)
          else if (message.kind === 'unready') reject(errorOf(message.error))
          else client.#take(message)
        }
      })
      worker.once('error', reject)
      worker.once('exit', () => reject(gone('it ended before it was ready')))
    })
    return { client, notes }
  }

  /**
   * @param onBatch for methods that give batches: the next one is made when the promise resolves
   * @throws whatever the method threw; FailureError `store-failed` where the worker is gone
   */
  call(
    service: string,
    method: string,
    args: readonly unknown[],
    onBatch: Pending['onBatch'] = null,
    signal?: AbortSignal,
  ): Promise<unknown> {
    if (this.#isGone) return Promise.reject(gone('it ended'))
    this.#lastId += 1
    const id = this.#lastId
    const cancel = (): void => this.#post({ kind: 'cancel', id })
    signal?.addEventListener('abort', cancel, { once: true })
    const answered = new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onBatch })
      this.#post({ kind: 'call', id, service, method, args })
      if (signal?.aborted === true) cancel()
    })
    return answered.finally(() => {
      this.#pending.delete(id)
      signal?.removeEventListener('abort', cancel)
    })
  }

  /** Tells when the thread ended without being asked to: nothing can be stored from then on. */
  onLost(listener: (why: string) => void): void {
    this.#lost = listener
  }

  /** Tells what people should know of the store, in words. */
  onNote(listener: (note: string) => void): void {
    this.#noted = listener
  }

  async close(): Promise<void> {
    this.#isClosing = true
    this.#post({ kind: 'close' })
    await this.#exited
  }

  #post(message: ToWorker): void {
    if (this.#isGone) return
    this.#outbox.push(message)
    if (this.#outbox.length === 1) setImmediate(() => this.#flush())
  }

  /** What is asked for in one turn of the event loop goes together: it costs one message, and one wait for the disk. */
  #flush(): void {
    const messages = this.#outbox.splice(0)
    if (this.#isGone) return
    try {
      this.#worker.postMessage(messages)
    } catch {
      for (const message of messages) this.#postOne(message)
    }
  }

  /** One that can't be given to another thread keeps no other one from it. */
  #postOne(message: ToWorker): void {
    try {
      this.#worker.postMessage([message])
    } catch (error) {
      if (message.kind === 'call') this.#pending.get(message.id)?.reject(error as Error)
    }
  }

  #take(message: FromWorker): void {
    if (message.kind === 'note') this.#noted?.(message.note)
    if (!('id' in message)) return
    const pending = this.#pending.get(message.id)
    if (pending === undefined) return
    if (message.kind === 'batch') {
      void this.#takeBatch(message.id, pending, message.batch)
      return
    }
    this.#pending.delete(message.id)
    if (message.kind === 'value') pending.resolve(message.value)
    else pending.reject(errorOf(message.error))
  }

  async #takeBatch(id: number, pending: Pending, batch: unknown): Promise<void> {
    try {
      await pending.onBatch?.(batch)
      this.#post({ kind: 'ack', id })
    } catch (error) {
      this.#pending.delete(id)
      this.#post({ kind: 'cancel', id })
      pending.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #fail(why: string): void {
    if (!this.#isGone && !this.#isClosing) this.#lost?.(why)
    this.#isGone = true
    for (const pending of this.#pending.values()) pending.reject(gone(why))
    this.#pending.clear()
  }
}

function gone(why: string): FailureError {
  return new FailureError(failure('store-failed', { detail: `its thread is gone: ${why}` }))
}
