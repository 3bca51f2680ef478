import { Dialog as Base } from '@base-ui/react/dialog'
import { useRef } from 'react'
import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { IconButton } from './icon-button.tsx'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'

type Change = (isOpen: boolean, why: { readonly reason: string; readonly event: Event }) => void

export interface DialogProps {
  readonly isOpen: boolean
  readonly title: ReactNode
  readonly closeName: string
  /** `side`: along the right edge, for looking at one thing of a list. */
  readonly shape?: 'middle' | 'side'
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A modal sheet: focus stays in it and goes back to where it came from; Escape closes it. */
export function Dialog({ isOpen, title, closeName, shape = 'middle', children, onClose }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  // Where there is something to go through or to write, there; not on the button that closes it.
  const first = (): HTMLElement | null =>
    popup.current?.querySelector<HTMLElement>('[role="listbox"]') ??
    popup.current?.querySelector<HTMLElement>('input, textarea, select') ??
    popup.current
  const onChange: Change = (isToBeOpen, { reason, event }) => {
    // The second click of a double one: the first opened this, and the pointer is beside it by now.
    const isStillOpening = reason === 'outside-press' && event instanceof MouseEvent && event.detail > 1
    if (!isToBeOpen && !isStillOpening) onClose()
  }
  return (
    <Base.Root open={isOpen} onOpenChange={onChange}>
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup ref={popup} initialFocus={first} className={classNames(styles['popup'], styles[shape])}>
          <header className={styles['head']}>
            <Base.Title className={styles['title']}>{title}</Base.Title>
            <IconButton name={closeName} hint={closeName} icon={<X size={16} aria-hidden />} onClick={onClose} />
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
