import type { ReactNode } from 'react'
import styles from './screen.module.css'

interface ScreenProps {
  readonly title: string
  readonly text?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The frame of every screen that is not the queue. */
export function Screen({ title, text, actions, children }: ScreenProps) {
  return (
    <main className={styles['screen']} data-region="main" tabIndex={-1}>
      <header className={styles['head']}>
        <div>
          <h1>{title}</h1>
          {text !== undefined && <p>{text}</p>}
        </div>
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </main>
  )
}
