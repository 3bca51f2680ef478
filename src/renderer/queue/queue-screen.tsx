import { FilePlus2, FolderPlus, Search, UploadCloud } from 'lucide-react'
import { useRef, useState } from 'react'
import { useEngine } from '../engine/context.ts'
import { go } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { useChosen, useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import type { AddKind } from './add-files.tsx'
import { Details } from './details.tsx'
import type { Looked } from './details.tsx'
import { NeedsYou } from './needs-you.tsx'
import { QueueGrid } from './queue-grid.tsx'
import { QueueHead } from './queue-head.tsx'
import styles from './queue-screen.module.css'
import { QueueToolbar } from './queue-toolbar.tsx'
import { unfinishedOf } from '../../shared/words/sentence.ts'
import type { ListedState } from './queue-list.ts'
import { useProblems } from './use-problems.ts'
import { useQueueList } from './use-queue-list.ts'
import { useReasons } from './use-reasons.ts'

export function QueueScreen({ onAdd }: { readonly onAdd: (kind: AddKind) => void }) {
  const { mirror } = useEngine()
  const [find, setFind] = useState('')
  const [state, setState] = useState<ListedState | null>(null)
  const [looked, setLooked] = useState<Looked | null>(null)
  const [code, setCode] = useState('')
  const list = useQueueList({ find: find.trim(), state, code })
  const showAll = (): void => {
    setFind('')
    setState(null)
    setCode('')
  }
  const problems = useProblems()
  const scroller = useRef<HTMLElement>(null)
  const view = useValue(list.view)
  const reasons = useReasons(view.lines, state !== null, code)
  const isDone = useChosen(mirror.summary, (summary) => summary !== null && unfinishedOf(summary.tallies) === 0)
  const isEmpty = view.lines.length === 0 && view.unknown === 0 && !view.isLoading
  return (
    <main className={styles['screen']} ref={scroller}>
      <QueueHead />
      <QueueToolbar {...{ find, state, code, reasons, onAdd }} onFind={setFind} onState={setState} onCode={setCode} />
      {/* Always there, so that the grid below hears when it grows. */}
      <div>
        <NeedsYou problems={problems} onLook={setLooked} />
      </div>
      {isEmpty ? (
        <NothingHere
          isFiltered={find.trim() !== '' || state !== null || code !== ''}
          isDone={isDone}
          hasProblems={problems.list.length > 0}
          onAdd={onAdd}
          onShowAll={showAll}
        />
      ) : (
        <QueueGrid key={list.key} list={list} scroller={scroller} onLook={setLooked} />
      )}
      {looked !== null && <Details looked={looked} onClose={() => setLooked(null)} />}
    </main>
  )
}

interface NothingProps {
  readonly isFiltered: boolean
  readonly isDone: boolean
  readonly hasProblems: boolean
  readonly onAdd: (kind: AddKind) => void
  readonly onShowAll: () => void
}

function NothingHere({ isFiltered, isDone, hasProblems, onAdd, onShowAll }: NothingProps) {
  const { mirror } = useEngine()
  const { t, f } = useWords()
  const done = useValue(mirror.summary)?.tallies.done ?? 0
  if (isFiltered) {
    return (
      <Empty
        icon={<Search size={24} aria-hidden />}
        title={t('empty.findTitle')}
        actions={<Button onClick={onShowAll}>{t('empty.findClear')}</Button>}
      >
        {t('empty.findText')}
      </Empty>
    )
  }
  if (!isDone || hasProblems) return null
  return (
    <Empty
      icon={<UploadCloud size={24} aria-hidden />}
      title={done > 0 ? t('empty.queueDoneTitle') : t('empty.queueTitle')}
      actions={
        <>
          <Button look="primary" icon={<FilePlus2 size={16} aria-hidden />} onClick={() => onAdd('files')}>
            {t('add.files')}
          </Button>
          <Button icon={<FolderPlus size={16} aria-hidden />} onClick={() => go('watches')}>
            {t('empty.watch')}
          </Button>
        </>
      }
    >
      {done > 0 ? t('empty.queueDoneText', { count: done, n: f.count(done) }) : t('empty.queueText')}
    </Empty>
  )
}
