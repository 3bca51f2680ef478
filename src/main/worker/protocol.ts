/** What crosses between the main thread and the worker, as lists of these. Plain data; structured clone carries it. */

import { FailureError, type Failure } from '../../shared/failure.ts'

export type ToWorker =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly service: string
      readonly method: string
      readonly args: readonly unknown[]
    }
  /** The batch was dealt with: the next one may come. */
  | { readonly kind: 'ack'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' }

export type FromWorker =
  | { readonly kind: 'ready'; readonly notes: readonly string[] }
  | { readonly kind: 'unready'; readonly error: Thrown }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: Thrown }
  | { readonly kind: 'batch'; readonly id: number; readonly batch: unknown }
  /** Something that people should know, in words. */
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'closed' }

/** An error as data: a failure stays one, anything else is its text. */
export type Thrown = { readonly failure: Failure } | { readonly message: string }

export function thrownOf(error: unknown): Thrown {
  if (error instanceof FailureError) return { failure: error.failure }
  return { message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
}

export function errorOf(thrown: Thrown): Error {
  return 'failure' in thrown ? new FailureError(thrown.failure) : new Error(thrown.message)
}

/** What the worker is started with. */
export interface WorkerOptions {
  readonly databasePath: string
}
