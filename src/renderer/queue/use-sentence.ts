import type { EngineClient } from '../engine/engine-client.ts'
import { useEngine } from '../engine/context.ts'
import { useAsked } from '../engine/use-asked.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { sentenceOf } from '../../shared/words/sentence.ts'
import type { Sentence } from '../../shared/words/sentence.ts'

const askLimit = (client: EngineClient, signal: AbortSignal) =>
  client.settings.get({ key: 'bandwidth.bytesPerSecond' }, signal)

/** Null until the engine has said anything. */
export function useSentence(): Sentence | null {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const summary = useValue(mirror.summary)
  const speeds = useValue(mirror.speeds)
  const status = useValue(mirror.status)
  const limit = useAsked(askLimit, true).value
  if (summary === null) return null
  return sentenceOf(
    {
      summary,
      speeds,
      now: performance.now(),
      isPaused: status?.paused ?? false,
      isViewOnly: status?.viewOnly !== undefined,
      offlineSince: status?.offlineSince ?? null,
      today: Date.now(),
      limit: typeof limit?.value === 'number' ? limit.value : null,
    },
    t,
    f,
  )
}
