import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { sentenceOf } from '../../shared/words/sentence.ts'
import type { Sentence } from '../../shared/words/sentence.ts'

/** Null until the engine has said anything. */
export function useSentence(): Sentence | null {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const summary = useValue(mirror.summary)
  const status = useValue(mirror.status)
  if (summary === null) return null
  return sentenceOf(
    {
      summary,
      isPaused: status?.paused ?? false,
      pausedUntil: status?.pausedUntil ?? null,
      pausedBy: status?.pausedBy ?? null,
      isViewOnly: status?.viewOnly !== undefined,
      offlineSince: status?.offlineSince ?? null,
      today: Date.now(),
      limit: status?.limit?.bytesPerSecond ?? null,
      limitUntil: status?.limit?.until ?? null,
    },
    t,
    f,
  )
}
