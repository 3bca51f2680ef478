import { ChevronRight } from 'lucide-react'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './browse-dialog.module.css'
import type { Crumb } from './crumbs.ts'

interface CrumbTrailProps {
  readonly crumbs: readonly Crumb[]
  /** There is more than one place to begin at. */
  readonly hasRoots: boolean
  /** So many stay; 0: where looking around begins. */
  readonly onBack: (depth: number) => void
}

export function CrumbTrail({ crumbs, hasRoots, onBack }: CrumbTrailProps) {
  const { t } = useWords()
  const all = [...(hasRoots ? [t('browse.roots')] : []), ...crumbs.map(({ name }) => visible(name))]
  return (
    <nav aria-label={t('browse.crumbs')}>
      <ol className={styles['crumbs']}>
        {all.map((name, index) => (
          <li key={`${index} ${name}`}>
            {index > 0 && <ChevronRight size={14} aria-hidden />}
            {index === all.length - 1 ? (
              <span aria-current="page" className={styles['here']}>
                <bdi>{name}</bdi>
              </span>
            ) : (
              <button type="button" className={styles['crumb']} onClick={() => onBack(hasRoots ? index : index + 1)}>
                <bdi>{name}</bdi>
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
