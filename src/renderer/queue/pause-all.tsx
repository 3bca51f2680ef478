import { ChevronDown, Pause, Play } from 'lucide-react'
import { pauseEnd } from '../../shared/pause-ends.ts'
import { pauseChoices } from '../../shared/words/pause.ts'
import { unfinishedOf } from '../../shared/words/sentence.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import type { MenuItem } from '../ui/menu.tsx'
import { useChosen, useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import styles from './queue-toolbar.module.css'

/** Everything rests, or goes on: at once, or by the menu beside it for a time. */
export function PauseAll() {
  const { mirror, commands } = useEngine()
  const { t, f } = useWords()
  const isPaused = useValue(mirror.status)?.paused ?? false
  const left = useChosen(mirror.summary, (summary) => (summary === null ? 0 : unfinishedOf(summary.tallies)))
  const after = async (act: Promise<void>): Promise<void> => {
    await act
    mirror.askStatus()
  }
  const pauseUntil = (until: number | null): void => void after(commands.pauseAll(until))
  const items: MenuItem[] = pauseChoices(Date.now(), t, f).map(({ length, text }) => ({
    key: length,
    text,
    onPick: () => pauseUntil(pauseEnd(length, Date.now())),
  }))
  const text = t(isPaused ? 'queue.resumeAll' : 'queue.pauseAll')
  return (
    <div className={styles['split']}>
      <Button
        className={styles['second']}
        icon={isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
        disabled={!isPaused && left === 0}
        aria-label={text}
        onClick={() => void after(isPaused ? commands.all('resume') : commands.pauseAll(null))}
      >
        <span className={styles['wide']}>{text}</span>
      </Button>
      <Menu
        trigger={
          <Button className={styles['more']} icon={<ChevronDown size={16} aria-hidden />} title={t('pause.lengths')} />
        }
        items={[...items, { key: 'open', text: t('pause.open'), onPick: () => pauseUntil(null) }]}
      />
    </div>
  )
}
