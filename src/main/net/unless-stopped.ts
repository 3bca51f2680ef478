/** What a stop means for a request, and for what it waits for. */

import { FailureError, fail, failure } from '../../shared/failure.ts'
import type { Failure, Result } from '../../shared/failure.ts'

/** Whoever stopped us may have said why in a failure; else it is as if the line broke. */
export function stopped(host: string, reason: unknown): Failure {
  return reason instanceof FailureError ? reason.failure : failure('interrupted', { host, detail: 'stopped here' })
}

/** What others wait for too goes on behind a stop; only this one waits no longer. */
export async function unlessStopped<Value>(
  shared: Promise<Result<Value>>,
  signal: AbortSignal,
  host: string,
): Promise<Result<Value>> {
  if (signal.aborted) return fail(stopped(host, signal.reason))
  let stop = (): void => {}
  const stopping = new Promise<Result<Value>>((resolve) => {
    stop = () => resolve(fail(stopped(host, signal.reason)))
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([shared, stopping])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
