import { setTimeout as sleep } from 'node:timers/promises'

/** @throws with what was waited for, when it doesn't come in so many milliseconds */
export async function within<T>(patienceMs: number, promise: Promise<T>, what: string): Promise<T> {
  const timeout = new AbortController()
  const late = sleep(patienceMs, null, { signal: timeout.signal }).then(
    () => {
      throw new Error(`waited in vain for ${what}`)
    },
    () => new Promise<never>(() => undefined),
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    timeout.abort()
  }
}
