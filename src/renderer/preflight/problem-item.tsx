import { CircleAlert } from 'lucide-react'
import type { Fix, Problem } from '../../shared/preflight.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { CodeText } from '../ui/code-text.tsx'
import { visible } from '../ui/visible.ts'
import { nameOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import styles from './preflight-panel.module.css'
import { headingKey } from './problem-words.ts'

interface ProblemItemProps {
  readonly problem: Problem
  readonly onFix: (fix: Fix, code: string) => void
}

/** What is refused, of which files, and what helps. */
export function ProblemItem({ problem, onFix }: ProblemItemProps) {
  const { t, f, said } = useWords()
  const { code, effect, count, fixable, fixes, examples } = problem
  const { message, nextStep } = said(problem)
  const many = { count, n: f.count(count) }
  const key = headingKey(problem)
  const more = count - examples.length
  const allowed = examples[0]?.allowed ?? null
  const wordsOf = (fix: Fix): string => {
    if (fix === 'names' && fixable === 1 && allowed !== null)
      return t('preflight.fix.name', { allowed: visible(allowed) })
    return t(`preflight.fix.${fix}`, fix === 'names' ? { count: fixable, n: f.count(fixable) } : many)
  }
  return (
    <li className={classNames(styles['problem'], (effect === 'maybe' || effect === 'later') && styles['maybe'])}>
      <CircleAlert size={16} aria-hidden className={styles['sign']} />
      <div className={styles['said']}>
        <h3>{key === null ? <bdi>{visible(message)}</bdi> : t(key, many)}</h3>
        {key !== null && (
          <p>
            {count > 1 && examples.length > 0 && `${t('needs.forExample')} `}
            <bdi>{visible(message)}</bdi>
          </p>
        )}
        {examples.length > 1 && (
          <ul className={styles['files']}>
            {examples.map((example) => (
              <li key={example.path}>
                <bdi>{visible(nameOf(example.path))}</bdi>
              </li>
            ))}
            {more > 0 && <li>{t('preflight.more', { count: more, n: f.count(more) })}</li>}
          </ul>
        )}
        {fixes.length === 0 && (
          <p>
            <CodeText text={visible(nextStep)} />
          </p>
        )}
      </div>
      {fixes.length > 0 && (
        <div className={styles['acts']}>
          {fixes.map((fix) => (
            <Button key={fix} onClick={() => onFix(fix, code)}>
              {wordsOf(fix)}
            </Button>
          ))}
        </div>
      )}
    </li>
  )
}
