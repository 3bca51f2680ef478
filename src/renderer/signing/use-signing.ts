import { useEffect, useState } from 'react'
import { FailureError, failure, viewOf } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { bridge } from '../platform.ts'
import type { AuthorizeInput } from './rules.ts'
import { afterStep } from './signing.ts'
import type { Signing } from './signing.ts'

/**
 * Signs in for as long as it is shown: who goes away, or wants it otherwise, calls it off. A new `request` begins anew.
 * The app has a browser opened by the engine's host; a page in a browser is a link away from the sign-in's.
 */
export function useSigning(request: AuthorizeInput): Signing {
  const { link, mirror } = useEngine()
  const [signing, setSigning] = useState<Signing>({ at: 'starting' })
  useEffect(() => {
    const leaving = new AbortController()
    // The line as it is now: one that comes later knows nothing of this sign-in.
    const client = link.client.get()
    const tell = (news: Signing): void => {
      if (!leaving.signal.aborted) setSigning(news)
    }
    const run = async (): Promise<void> => {
      let isDone = false
      try {
        const steps = client.accounts.authorize({ ...request, open: bridge() !== null }, leaving.signal)
        for await (const step of steps) {
          isDone = step.step === 'done'
          tell(afterStep(step))
          if (isDone) mirror.askStatus(0)
        }
        if (!isDone) tell({ at: 'failed', failure: viewOf(failure('sign-in-expired'), null) })
      } catch (error) {
        if (!(error instanceof FailureError)) throw error
        tell({ at: 'failed', failure: viewOf(error.failure, null) })
      }
    }
    setSigning({ at: 'starting' })
    void run()
    return () => leaving.abort()
  }, [link, mirror, request])
  return signing
}
