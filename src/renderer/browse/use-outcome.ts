import { useEffect, useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

export interface Outcome {
  /** Where the file would go, below the destination; null: not known (yet). */
  readonly placed: string | null
  readonly failure: FailureView | null
}

const nothing: Outcome = { placed: null, failure: null }
const restMs = 250

/** What a template makes of a file, as the engine says it: its computer and its time zone are not those of a browser. */
export function useOutcome(template: string, path: string, root: string): Outcome {
  const { link } = useEngine()
  const client = useValue(link.client)
  const question = JSON.stringify([template, path, root])
  const [held, setHeld] = useState({ question: '', outcome: nothing })
  useEffect(() => {
    if (template === '') return undefined
    const leaving = new AbortController()
    const timer = setTimeout(() => {
      const asked = { template, files: [{ path }], ...(root === '' ? {} : { root }) }
      void client.destinations.outcome(asked, leaving.signal).then((answer) => {
        if (leaving.signal.aborted) return undefined
        const outcome = answer.ok
          ? { placed: answer.value.placed[0] ?? null, failure: null }
          : {
              placed: null,
              failure: answer.failure.code === 'engine-unreachable' ? null : viewOf(answer.failure, null),
            }
        setHeld({ question, outcome })
        return undefined
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, template, path, root, question])
  return held.question === question ? held.outcome : nothing
}
