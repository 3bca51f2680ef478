import { Switch as Base } from '@base-ui/react/switch'
import type { FieldTies } from './field.tsx'
import styles from './switch.module.css'

export interface SwitchProps {
  readonly isOn: boolean
  readonly ties: FieldTies
  readonly label: string
  /** It can be reached and read, and not changed. */
  readonly isLocked?: boolean
  readonly onChange: (isOn: boolean) => void
}

export function Switch({ isOn, ties, label, isLocked = false, onChange }: SwitchProps) {
  return (
    <Base.Root
      id={ties.id}
      aria-label={label}
      aria-describedby={ties['aria-describedby']}
      className={styles['switch']}
      readOnly={isLocked}
      checked={isOn}
      onCheckedChange={(checked) => onChange(checked)}
    >
      <Base.Thumb className={styles['thumb']} />
    </Base.Root>
  )
}
