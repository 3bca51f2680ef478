import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import styles from './queue-head.module.css'
import { speedsOf } from '../../shared/words/sentence.ts'
import { SpeedGraph } from './speed-graph.tsx'
import { useSentence } from './use-sentence.ts'

export function QueueHead() {
  const { mirror } = useEngine()
  const { t } = useWords()
  const sentence = useSentence()
  const samples = useValue(mirror.speeds)
  const speeds = speedsOf(samples, performance.now())
  return (
    <header className={styles['head']}>
      <div className={styles['said']}>
        <h1>{sentence?.title ?? t('sentence.loading')}</h1>
        <p>{sentence === null || sentence.details.length === 0 ? '\u00a0' : sentence.details.join(' · ')}</p>
      </div>
      {speeds.peak > 0 && <SpeedGraph samples={samples} speeds={speeds} />}
    </header>
  )
}
