import { TriangleAlert } from 'lucide-react'
import { memo, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/use-words.ts'
import type { Looked } from './details.tsx'
import styles from './needs-you.module.css'
import { ProblemCard } from './problem-card.tsx'
import type { Problems } from './use-problems.ts'

interface NeedsYouProps {
  readonly problems: Problems
  readonly onLook: (looked: Looked) => void
}

/** More cards than this would push the queue off the screen. */
const shownFirst = 3

/** What waits for a person comes before everything else. */
export const NeedsYou = memo(function NeedsYou({ problems, onLook }: NeedsYouProps) {
  const { t, f } = useWords()
  const [isAll, setAll] = useState(false)
  const { list, dismiss } = problems
  if (list.length === 0) return null
  const files = list.reduce((sum, { rows }) => sum + rows.length, 0)
  const shown = isAll ? list : list.slice(0, shownFirst)
  return (
    <section className={styles['needs']} aria-labelledby="needs-you" data-region="needs-you">
      <header className={styles['head']}>
        <TriangleAlert size={16} aria-hidden />
        <h2 id="needs-you">{t('needs.title')}</h2>
        <span>{t('needs.files', { count: files, n: f.count(files) })}</span>
      </header>
      <ul className={styles['cards']}>
        {shown.map((problem) => (
          <li key={problem.key}>
            <ProblemCard problem={problem} onDismiss={dismiss} onLook={onLook} />
          </li>
        ))}
      </ul>
      {list.length > shownFirst && (
        <Button look="quiet" className={styles['more']} aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? t('needs.fewer') : t('needs.all', { count: list.length, n: f.count(list.length) })}
        </Button>
      )}
    </section>
  )
})
