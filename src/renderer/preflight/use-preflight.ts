import { useEffect, useState } from 'react'
import { FailureError, viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import type { Fixes, PreflightReport } from '../../shared/preflight.ts'
import type { ConflictPolicy } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

interface Question {
  readonly paths: readonly string[]
  readonly to: string
  /** Empty: the only one that can. */
  readonly account: string
  readonly conflict: ConflictPolicy
  /** Empty: files go as they lie. */
  readonly template: string
  readonly fixes: Fixes
}

export interface Ahead {
  /** The newest there is; of the same files and place, though maybe from before the last decision. */
  readonly report: PreflightReport | null
  readonly isLooking: boolean
  /** Why there is nothing to say: a path with nothing at it. */
  readonly failure: FailureView | null
}

interface Held {
  readonly about: string
  readonly question: string
  readonly report: PreflightReport | null
  readonly isOver: boolean
  readonly failure: FailureView | null
}

const restMs = 500
const nothing: Held = { about: '', question: '', report: null, isOver: true, failure: null }

/** What the destination would refuse of these files, asked once nobody has typed for a moment. `question` null: nothing yet. */
export function usePreflight(question: Question | null): Ahead {
  const { link } = useEngine()
  const client = useValue(link.client)
  const asked = question === null ? '' : JSON.stringify(question)
  const about = question === null ? '' : JSON.stringify([question.paths, question.to, question.account])
  const [held, setHeld] = useState(nothing)
  const isNew = held.about !== about

  useEffect(() => {
    if (asked === '') return undefined
    const leaving = new AbortController()
    const { to, account, template, ...rest } = JSON.parse(asked) as Question
    const input = {
      ...rest,
      paths: [...rest.paths],
      to,
      ...(account === '' ? {} : { account }),
      ...(template === '' ? {} : { template }),
    }
    const told = (news: Partial<Held>): void => {
      if (leaving.signal.aborted) return
      setHeld((before) => ({
        ...nothing,
        report: before.about === about ? before.report : null,
        ...news,
        about,
        question: asked,
      }))
    }
    const look = async (): Promise<void> => {
      try {
        for await (const report of client.queue.preflight(input, leaving.signal)) {
          told({ report, isOver: report.isComplete })
        }
      } catch (error) {
        if (!(error instanceof FailureError)) throw error
        // The banner already says that there is no engine.
        const failure = error.failure.code === 'engine-unreachable' ? null : viewOf(error.failure, null)
        told({ report: null, failure })
      }
    }
    // A decision is one press; words are many keys.
    const timer = setTimeout(() => void look(), isNew ? restMs : 0)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, asked, about])

  if (question === null || isNew) return { report: null, isLooking: false, failure: null }
  return { report: held.report, isLooking: held.question !== asked || !held.isOver, failure: held.failure }
}
