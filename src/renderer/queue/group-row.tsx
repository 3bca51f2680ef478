import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { visible } from '../ui/visible.ts'
import { nameOf, placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import styles from './group-row.module.css'
import { groupFacts } from './layout.ts'
import type { GroupLine } from './layout.ts'

interface GroupRowProps {
  readonly line: GroupLine
  readonly index: number
  readonly top: number
  readonly height: number
  readonly isFocused: boolean
  readonly onOpen: (group: string, isOpen: boolean) => void
}

/** The head of the files that come from one folder and go to one place. */
export const GroupRow = memo(function GroupRow({ line, index, top, height, isFocused, onOpen }: GroupRowProps) {
  const { t, f } = useWords()
  const { folder, account, destination } = groupFacts(line.group)
  const { isOpen } = line
  const Chevron = isOpen ? ChevronDown : ChevronRight
  const name = visible(folder === '' ? t('group.noFolder') : nameOf(folder))
  const n = f.count(line.count)
  const files = line.isCut ? t('group.more', { n }) : t('group.files', { count: line.count, n })
  const place = placeOf(destination, t('place.home'))
  return (
    <div
      role="row"
      data-line={index}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={isOpen}
      tabIndex={isFocused ? 0 : -1}
      className={styles['group']}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => onOpen(line.group, !isOpen)}
    >
      <div role="gridcell" aria-colindex={1} aria-colspan={5} className={styles['cell']}>
        <Chevron size={16} aria-hidden />
        <bdi className={styles['name']} title={visible(folder)}>
          {name}
        </bdi>
        <small className={styles['facts']}>
          {files}
          {' · '}
          <bdi>{t('group.to', { place, account: visible(account) })}</bdi>
        </small>
      </div>
    </div>
  )
})
