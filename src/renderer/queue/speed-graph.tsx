import type { Sample } from '../../shared/words/pace.ts'
import { useWords } from '../words/use-words.ts'
import type { Speeds } from '../../shared/words/sentence.ts'
import styles from './speed-graph.module.css'

const width = 180
const height = 40
const seconds = 60

/** The last minute, one point a second, newest at the right. The shape is for the eye; the numbers say it in words. */
export function SpeedGraph({ samples, speeds }: { readonly samples: readonly Sample[]; readonly speeds: Speeds }) {
  const { t, f } = useWords()
  const end = samples.at(-1)?.at ?? 0
  const top = Math.max(speeds.peak * 1.15, 1)
  const points = samples.map(({ at, value }) => {
    const x = width - ((end - at) / 1_000) * (width / seconds)
    return `${x.toFixed(1)} ${(height - (value / top) * (height - 2) - 1).toFixed(1)}`
  })
  const first = points[0]?.split(' ')[0] ?? '0'
  const line = `M${points.join('L')}`
  const said = t('graph.said', {
    current: f.speed(speeds.current),
    mean: f.speed(speeds.mean),
    peak: f.speed(speeds.peak),
  })
  return (
    <div className={styles['graph']} role="img" aria-label={said}>
      <svg className={styles['curve']} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
        {points.length > 1 && (
          <>
            <path d={`${line}L${width} ${height}L${first} ${height}Z`} className={styles['area']} />
            <path d={line} className={styles['line']} />
          </>
        )}
      </svg>
      <div>
        <strong className={styles['now']}>{f.speed(speeds.current)}</strong>
        <span className={styles['peak']}>{t('graph.peak', { speed: f.speed(speeds.peak) })}</span>
      </div>
    </div>
  )
}
