import { useEffect, useState } from 'react'
import type { LongshoreContract } from '../../shared/contract.ts'
import { FailureError, viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import type { InputOf } from '../../shared/rpc-contract.ts'
import type { WatchPreview } from '../../shared/watch-rules.ts'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'

type PreviewRequest = InputOf<LongshoreContract['watches']['preview']>

interface Previewed {
  readonly preview: WatchPreview | null
  readonly failure: FailureView | null
}

const restMs = 500
const nothing: Previewed = { preview: null, failure: null }

/** What the rules make of the folder, asked once nobody has typed for a moment. Null: nothing to ask yet. */
export function usePreview(request: PreviewRequest | null): Previewed {
  const { link } = useEngine()
  const client = useValue(link.client)
  const asked = request === null ? '' : JSON.stringify(request)
  const [held, setHeld] = useState<Previewed & { readonly asked: string }>({ ...nothing, asked: '' })
  useEffect(() => {
    if (asked === '') return undefined
    const leaving = new AbortController()
    const tell = (news: Partial<Previewed>): void => {
      if (!leaving.signal.aborted) setHeld({ ...nothing, ...news, asked })
    }
    const look = async (): Promise<void> => {
      try {
        const stream = client.watches.preview(JSON.parse(asked) as PreviewRequest, leaving.signal)
        for await (const preview of stream) tell({ preview })
      } catch (error) {
        if (!(error instanceof FailureError)) throw error
        tell({ failure: error.failure.code === 'engine-unreachable' ? null : viewOf(error.failure, null) })
      }
    }
    const timer = setTimeout(() => void look(), restMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [client, asked])
  // What was counted by other rules is shown until the new count begins, so that nothing jumps.
  return asked === '' ? nothing : held
}
