import type { Standing as StandingFacts } from '../../shared/standing.ts'
import { CodeText } from '../ui/code-text.tsx'
import { useWords } from '../words/use-words.ts'
import styles from './details.module.css'
import { standingRows } from './standing-words.ts'

/** Where a transfer stands, as the engine itself explains it. */
export function Standing({ standing }: { readonly standing: StandingFacts }) {
  const { t, f } = useWords()
  return (
    <dl className={styles['facts']}>
      {standingRows(standing, t, f, Date.now()).map(({ key, label, text, time }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            {time === null ? (
              <bdi>
                <CodeText text={text} />
              </bdi>
            ) : (
              <time dateTime={time}>{text}</time>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
