import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './decided.module.css'

/** What somebody else has decided for this computer. */
export function Decided({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p className={styles['decided']} id={id}>
      <Lock size={14} strokeWidth={2} aria-hidden />
      <span>{children}</span>
    </p>
  )
}
