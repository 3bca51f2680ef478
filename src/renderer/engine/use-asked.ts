import { useCallback, useEffect, useState } from 'react'
import type { EngineClient } from './engine-client.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView, Result } from '../../shared/failure.ts'
import { useValue } from '../ui/use-value.ts'
import { useEngine } from './context.ts'

export interface Asked<T> {
  /** The newest answer; kept while it is asked again. */
  readonly value: T | null
  readonly failure: FailureView | null
  readonly again: () => void
}

/**
 * Asks once, and again with every new connection; where `isLive`, also whenever the engine's status was asked anew, which
 * happens soon after anything changed. `ask` must stay the same function.
 */
export function useAsked<T>(
  ask: (client: EngineClient, signal: AbortSignal) => Promise<Result<T>>,
  isLive = false,
): Asked<T> {
  const { link, mirror } = useEngine()
  const client = useValue(link.client)
  const epoch = useValue(mirror.epoch)
  const status = useValue(mirror.status)
  const [times, setTimes] = useState(0)
  const [found, setFound] = useState<{ value: T | null; failure: FailureView | null }>({ value: null, failure: null })
  useEffect(() => {
    const leaving = new AbortController()
    void ask(client, leaving.signal).then((answer) => {
      if (leaving.signal.aborted) return undefined
      if (answer.ok) setFound({ value: answer.value, failure: null })
      // The banner already says that there is no engine.
      else if (answer.failure.code !== 'engine-unreachable')
        setFound(({ value }) => ({ value, failure: viewOf(answer.failure, null) }))
      return undefined
    })
    return () => leaving.abort()
  }, [ask, client, epoch, times, isLive ? status : null])
  const again = useCallback(() => setTimes((count) => count + 1), [])
  return { ...found, again }
}
