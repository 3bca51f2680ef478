import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import styles from './settings-screen.module.css'

/** What the computer runs on now, and what it doesn't tell: a setting is not to promise more than its system does. */
export function PowerNote() {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const power = useValue(mirror.status)?.power
  const told: string[] = []
  if (power === null) told.push(t('power.none'))
  else if (power !== undefined) {
    const { onBattery, percent } = power
    if (!onBattery) told.push(t('power.plugged'))
    else
      told.push(percent === null ? t('power.batteryUnknown') : t('power.battery', { percent: f.percent(percent, 100) }))
    if (percent === null) told.push(t('power.unleveled'))
  }
  return <p className={styles['version']}>{[...told, t('power.metered')].join(' ')}</p>
}
