import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { needsYouOf } from '../../shared/words/sentence.ts'
import { useChosen, useValue } from '../ui/use-value.ts'
import { dismissed } from './dismissed.ts'
import { problemsOf } from './problems.ts'
import type { Problem } from './problems.ts'

export interface Problems {
  readonly list: readonly Problem[]
  readonly dismiss: (ids: readonly string[]) => void
}

/** Asked again at most this often while things change. */
const everyMs = 700

/** What waits for a person: the first two hundred that were not put aside. */
export function useProblems(): Problems {
  const { link, mirror } = useEngine()
  const client = useValue(link.client)
  const away = useValue(dismissed.ids)
  const [rows, setRows] = useState<readonly TransferView[]>([])
  const askedAt = useRef(-Infinity)
  const count = useChosen(mirror.summary, (summary) => (summary === null ? 0 : needsYouOf(summary.tallies)))
  // Where nothing needs a person, nothing can have changed about it.
  const revision = useChosen(mirror.summary, (summary) => (count === 0 ? null : (summary?.revision ?? null)))
  useEffect(() => {
    if (count === 0) {
      setRows([])
      return undefined
    }
    const leaving = new AbortController()
    const waitMs = Math.max(0, askedAt.current + everyMs - performance.now())
    const timer = setTimeout(() => {
      askedAt.current = performance.now()
      void client.queue.page({ filter: { states: ['blocked', 'failed'] } }, leaving.signal).then((answer) => {
        if (answer.ok && !leaving.signal.aborted) setRows(answer.value.transfers)
        return undefined
      })
    }, waitMs)
    return () => {
      clearTimeout(timer)
      // An answer that is on its way is still of use while things change quickly.
      if (waitMs === 0) setTimeout(() => leaving.abort(), everyMs)
      else leaving.abort()
    }
  }, [client, count, revision])
  const dismiss = useCallback((ids: readonly string[]) => dismissed.add(ids), [])
  const list = useMemo(
    () => problemsOf(rows.filter(({ id, state }) => state !== 'failed' || !away.has(id))),
    [rows, away],
  )
  return useMemo(() => ({ list, dismiss }), [list, dismiss])
}
