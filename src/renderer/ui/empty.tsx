import type { ReactNode } from 'react'
import styles from './empty.module.css'

export interface EmptyProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** A place that has nothing to show says so, and what one can do. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      <span className={styles['icon']}>{icon}</span>
      <h2>{title}</h2>
      {children !== undefined && <p className={styles['text']}>{children}</p>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
