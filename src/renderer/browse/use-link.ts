import { useEffect, useRef, useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

const restMs = 300

export function isLink(text: string): boolean {
  return /^https?:\/\/\S/i.test(text.trim())
}

export interface FollowedLink {
  readonly isLooking: boolean
  /** Why it leads nowhere. */
  readonly failure: FailureView | null
}

/** Asks where a link leads as soon as there is one; anything else is none. */
export function useLink(
  text: string,
  account: string,
  onFound: (address: string, account: string) => void,
): FollowedLink {
  const { link: engine } = useEngine()
  const client = useValue(engine.client)
  const link = isLink(text) ? text.trim() : ''
  const question = JSON.stringify([link, account])
  const [held, setHeld] = useState<{ question: string; failure: FailureView | null }>({ question: '', failure: null })
  const found = useRef(onFound)
  useEffect(() => {
    found.current = onFound
  })
  useEffect(() => {
    if (link === '') return undefined
    const leaving = new AbortController()
    const timer = setTimeout(() => {
      const asked = account === '' ? { link } : { link, account }
      void client.destinations.ofLink(asked, leaving.signal).then((answer) => {
        if (leaving.signal.aborted) return undefined
        if (answer.ok) found.current(answer.value.address, answer.value.account)
        setHeld({ question, failure: answer.ok ? null : viewOf(answer.failure, null) })
        return undefined
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, link, account, question])
  const isAnswered = held.question === question
  return { isLooking: link !== '' && !isAnswered, failure: isAnswered && link !== '' ? held.failure : null }
}
