import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/use-words.ts'
import { DiagnosticsDialog } from './diagnostics-dialog.tsx'
import styles from './settings-screen.module.css'

/** The way to a diagnostics file, which is looked at before it is saved. */
export function DiagnosticsSection() {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <section className={styles['section']} aria-labelledby="settings-diagnostics">
      <h2 id="settings-diagnostics">{t('diagnostics.title')}</h2>
      <p>{t('diagnostics.text')}</p>
      <p>
        <Button onClick={() => setOpen(true)}>{t('diagnostics.open')}</Button>
      </p>
      {isOpen && <DiagnosticsDialog onClose={() => setOpen(false)} />}
    </section>
  )
}
