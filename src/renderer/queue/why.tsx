import { useCallback, useId } from 'react'
import type { EngineClient } from '../engine/engine-client.ts'
import { useAsked } from '../engine/use-asked.ts'
import { visible } from '../ui/visible.ts'
import { storyText } from './row-words.ts'
import { Standing } from './standing.tsx'
import { useWords } from '../words/use-words.ts'
import styles from './why.module.css'

/** Where this file stands now, and what the engine decided about it and why, newest first. */
export function Why({ id }: { readonly id: string }) {
  const { t, f, said } = useWords()
  const ask = useCallback(
    (client: EngineClient, signal: AbortSignal) => client.queue.explain({ target: id }, signal),
    [id],
  )
  // Where it stands changes while it is looked at.
  const { value, failure } = useAsked(ask, true)
  const title = useId()
  const story = useId()
  if (failure !== null) return <p>{visible(said(failure).message)}</p>
  if (value === null) return <p>{t('details.loading')}</p>
  const steps = [...value.steps].toSorted((a, b) => b.at.localeCompare(a.at))
  return (
    <>
      {value.now !== undefined && (
        <section className={styles['part']} aria-labelledby={title}>
          <h3 id={title}>{t('standing.title')}</h3>
          <Standing standing={value.now} />
        </section>
      )}
      <section className={styles['part']} aria-labelledby={story}>
        <h3 id={story}>{t('standing.story')}</h3>
        {steps.length === 0 ? (
          <p>{t('details.noSteps')}</p>
        ) : (
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
        )}
      </section>
    </>
  )
}
