import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './menu.module.css'

export interface MenuItem {
  readonly key: string
  readonly text: string
  readonly icon?: ReactNode
  readonly shortcut?: string
  readonly isDanger?: boolean
  readonly onPick: () => void
}

export function Menu({ trigger, items }: { readonly trigger: ReactElement; readonly items: readonly MenuItem[] }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className={styles['positioner']}>
          <Base.Popup className={styles['popup']}>
            {items.map(({ key, text, icon, shortcut, isDanger, onPick }) => (
              <Base.Item
                key={key}
                className={classNames(styles['item'], isDanger === true && styles['danger'])}
                onClick={onPick}
              >
                <span className={styles['icon']}>{icon}</span>
                <span className={styles['text']}>{text}</span>
                {shortcut !== undefined && <kbd className={styles['key']}>{shortcut}</kbd>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
