import { X } from 'lucide-react'
import { useEffect } from 'react'
import { isApple } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { CodeText } from '../ui/code-text.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { comboOf, takesText } from '../ui/keys.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { useEngine } from './context.ts'
import styles from './notice-bar.module.css'

export function NoticeBar() {
  const { notices } = useEngine()
  const { t } = useWords()
  const notice = useValue(notices.current)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const undo = notices.current.get()?.undo
      if (undo === undefined || takesText(event.target) || comboOf(event, isApple) !== 'Mod+Z') return
      event.preventDefault()
      undo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [notices])
  return (
    <div className={styles['place']} role="status" data-region={notice === null ? undefined : 'notice'}>
      {notice !== null && (
        <div className={classNames(styles['notice'], notice.isBad === true && styles['bad'])}>
          <p>
            <CodeText text={notice.text} />
          </p>
          {notice.undo !== undefined && (
            <Button look="quiet" className={styles['undo']} onClick={notice.undo}>
              {t('notice.undo')}
            </Button>
          )}
          <IconButton
            className={styles['close']}
            name={t('notice.dismiss')}
            hint={t('notice.dismiss')}
            icon={<X size={16} aria-hidden />}
            onClick={() => notices.clear(notice)}
          />
        </div>
      )}
    </div>
  )
}
