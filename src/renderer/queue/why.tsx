import { useCallback } from 'react'
import type { EngineClient } from '../engine/engine-client.ts'
import { useAsked } from '../engine/use-asked.ts'
import { visible } from '../ui/visible.ts'
import { storyText } from './row-words.ts'
import { useWords } from '../words/use-words.ts'
import styles from './why.module.css'

/** What the engine decided about this file and why, newest first. */
export function Why({ id }: { readonly id: string }) {
  const { t, f } = useWords()
  const ask = useCallback(
    (client: EngineClient, signal: AbortSignal) => client.queue.explain({ target: id }, signal),
    [id],
  )
  const { value, failure } = useAsked(ask)
  if (failure !== null) return <p>{visible(failure.message)}</p>
  if (value === null) return <p>{t('details.loading')}</p>
  if (value.steps.length === 0) return <p>{t('details.noSteps')}</p>
  const steps = [...value.steps].toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <ol className={styles['steps']}>
      {steps.map(({ at, what, why }, index) => (
        <li key={index}>
          <time dateTime={at}>{f.dateTime(Date.parse(at))}</time>
          <span>
            <strong>{storyText(what, f, Date.now())}</strong>
            {why === '' ? '' : `: ${storyText(why, f, Date.now())}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
