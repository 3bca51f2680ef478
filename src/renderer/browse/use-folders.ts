import { useCallback, useEffect, useRef, useState } from 'react'
import type { FolderView } from '../../shared/destinations-contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

interface Found {
  /** What was asked: an answer to anything else is none. */
  readonly question: string
  readonly folders: readonly FolderView[]
  /** Of the next page; null: that was all, or nothing is known yet. */
  readonly cursor: string | null
  readonly isLoading: boolean
  readonly failure: FailureView | null
}

export interface Folders extends Omit<Found, 'question' | 'cursor'> {
  readonly hasMore: boolean
  readonly more: () => void
  /** From the first page on. */
  readonly again: () => void
}

const restMs = 300

function nothingYet(question: string): Found {
  return { question, folders: [], cursor: null, isLoading: true, failure: null }
}

/**
 * The folders of a place, a page at a time. `place` null: where looking around begins. `account` empty: the only one.
 * `search` empty: all of them.
 */
export function useFolders(account: string, place: string | null, search = ''): Folders {
  const { link } = useEngine()
  const client = useValue(link.client)
  const [times, setTimes] = useState(0)
  const question = JSON.stringify([account, place, search, times])
  const [held, setHeld] = useState(() => nothingYet(question))
  const leaving = useRef(new AbortController())
  const found = held.question === question ? held : nothingYet(question)

  const ask = useCallback(
    async (before: Found, { signal }: AbortController): Promise<void> => {
      const { cursor } = before
      const where = {
        ...(account === '' ? {} : { account }),
        ...(place === null ? {} : { place }),
        ...(search === '' ? {} : { search }),
      }
      const answer = await client.destinations.browse(cursor === null ? where : { ...where, cursor }, signal)
      if (signal.aborted) return
      const rested = { ...before, isLoading: false }
      if (!answer.ok) return setHeld({ ...rested, failure: viewOf(answer.failure, null) })
      const folders = [...before.folders, ...answer.value.folders]
      return setHeld({ ...rested, folders, cursor: answer.value.cursor, failure: null })
    },
    [client, account, place, search],
  )

  useEffect(() => {
    const visit = new AbortController()
    leaving.current = visit
    // Letters follow each other: a search waits until the hand rests.
    const timer = setTimeout(() => void ask(nothingYet(question), visit), search === '' ? 0 : restMs)
    return () => {
      clearTimeout(timer)
      visit.abort()
    }
  }, [ask, question, search])

  const { folders, cursor, isLoading, failure } = found
  const more = (): void => {
    if (cursor === null || isLoading) return
    const asking = { ...found, isLoading: true, failure: null }
    setHeld(asking)
    void ask(asking, leaving.current)
  }
  const again = useCallback(() => setTimes((count) => count + 1), [])
  return { folders, isLoading, failure, hasMore: cursor !== null, more, again }
}
