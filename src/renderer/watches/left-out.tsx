import { leftOutByReason } from '../../shared/left-out.ts'
import { useWords } from '../words/use-words.ts'
import styles from './left-out.module.css'

/** What a watched folder leaves out by itself: nobody should have to find out. */
export function LeftOut() {
  const { t } = useWords()
  return (
    <div className={styles['leftOut']}>
      <p>{t('watches.leftOut')}</p>
      <dl>
        {leftOutByReason().map(({ reason, patterns }) => (
          <div key={reason}>
            <dt>{t(`watches.leftOutFor.${reason}`)}</dt>
            <dd>
              <code>{patterns.join('  ')}</code>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
