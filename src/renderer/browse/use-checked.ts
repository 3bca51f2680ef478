import { useEffect, useState } from 'react'
import type { DestinationView } from '../../shared/destinations-contract.ts'
import { parseDestination } from '../../shared/destination.ts'
import { viewOf } from '../../shared/failure.ts'
import type { Failure, FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { passesByItself } from './passing.ts'

export interface Checked {
  /** Whether the hand rested: before that an address is merely unfinished. */
  readonly isAtRest: boolean
  readonly found: DestinationView | null
  readonly failure: FailureView | null
  /** The failure is the line's or the service's, and says nothing of the address. */
  readonly isUnknown: boolean
}

type Answer = Omit<Checked, 'isAtRest'>

const restMs = 500
const notAsked: Answer = { found: null, failure: null, isUnknown: false }

/** What the destination says of an address, asked once nobody has typed for a moment. */
export function useChecked(value: string, account: string): Checked {
  const { link } = useEngine()
  const client = useValue(link.client)
  const to = value.trim()
  const question = JSON.stringify([to, account])
  const [rested, setRested] = useState('')
  const [answered, setAnswered] = useState({ question: '', answer: notAsked })
  useEffect(() => {
    const leaving = new AbortController()
    const timer = setTimeout(() => {
      setRested(question)
      if (!parseDestination(to).ok) return
      void client.destinations.check(account === '' ? { to } : { to, account }, leaving.signal).then((answer) => {
        if (leaving.signal.aborted) return undefined
        setAnswered({
          question,
          answer: answer.ok ? { ...notAsked, found: answer.value } : refused(answer.failure),
        })
        return undefined
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, to, account, question])
  const answer = answered.question === question ? answered.answer : notAsked
  return { isAtRest: rested === question, ...answer }
}

function refused(failure: Failure): Answer {
  // The banner already says that there is no engine.
  if (failure.code === 'engine-unreachable') return notAsked
  return { found: null, failure: viewOf(failure, null), isUnknown: passesByItself(failure.code) }
}
