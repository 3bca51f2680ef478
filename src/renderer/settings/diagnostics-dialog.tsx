import { ChevronRight } from 'lucide-react'
import { useCallback, useState } from 'react'
import { type DiagnosticsPart, sizeOf } from '../../shared/diagnostics.ts'
import { type FailureView, viewOf } from '../../shared/failure.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { useEngine } from '../engine/context.ts'
import { useAsked } from '../engine/use-asked.ts'
import { bridge, saveDiagnostics } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Field } from '../ui/field.tsx'
import form from '../ui/form.module.css'
import { Switch } from '../ui/switch.tsx'
import { visibleLines } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './diagnostics-dialog.module.css'

/** All that a diagnostics file would hold; what is saved is what stands here. */
export function DiagnosticsDialog({ onClose }: { readonly onClose: () => void }) {
  const { notices } = useEngine()
  const { t } = useWords()
  const [hideNames, setHideNames] = useState(false)
  const [refused, setRefused] = useState<FailureView | null>(null)
  const ask = useCallback(
    async (client: EngineClient, signal: AbortSignal) => {
      const answer = await client.engine.diagnostics({ hideNames }, signal)
      return answer.ok ? { ...answer, value: { hideNames, parts: answer.value } } : answer
    },
    [hideNames],
  )
  const { value, failure } = useAsked(ask)
  // Between the click and the answer there are names in what is here still.
  const parts = value?.hideNames === hideNames ? value.parts : null
  const label = t('diagnostics.hideNames')

  async function save(shown: readonly DiagnosticsPart[]): Promise<void> {
    const day = new Date().toISOString().slice(0, 10)
    const answer = await saveDiagnostics(`longshore-diagnostics-${day}.zip`, shown)
    setRefused(answer.ok ? null : viewOf(answer.failure, null))
    if (!answer.ok || !answer.value) return
    notices.show({ text: t(bridge() === null ? 'diagnostics.downloaded' : 'diagnostics.saved') })
    onClose()
  }

  return (
    <Dialog isOpen title={t('diagnostics.dialog')} closeName={t('dialog.close')} onClose={onClose}>
      <div className={form['fields']}>
        <p>{t('diagnostics.exactly')}</p>
        <Field label={label} help={t('diagnostics.hideNamesHelp')}>
          {(ties) => <Switch ties={ties} label={label} isOn={hideNames} onChange={setHideNames} />}
        </Field>
        <FailureBox failure={refused ?? failure} />
        {parts === null ? (
          <p>{failure === null ? t('diagnostics.loading') : ''}</p>
        ) : (
          <ul className={styles['parts']}>
            {parts.map((part) => (
              <Part key={part.name} part={part} />
            ))}
          </ul>
        )}
      </div>
      <div className={form['ends']}>
        <Button onClick={onClose}>{t('dialog.cancel')}</Button>
        <Button look="primary" disabled={parts === null} onClick={() => parts !== null && void save(parts)}>
          {t('diagnostics.save')}
        </Button>
      </div>
    </Dialog>
  )
}

/** The text is put on the page once somebody looks: a log is long. */
function Part({ part }: { readonly part: DiagnosticsPart }) {
  const { t, f } = useWords()
  const [isOpen, setOpen] = useState(false)
  const { name, text } = part
  const what = t(`diagnostics.part.${name.replace(/\..*/, '')}`, { defaultValue: '' })
  return (
    <li>
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className={styles['summary']}>
          <ChevronRight className={styles['mark']} size={16} aria-hidden />
          <span className={styles['name']}>{name}</span>
          <span className={styles['size']}>{f.bytes(sizeOf(part))}</span>
          {what !== '' && <span className={styles['what']}>{what}</span>}
        </summary>
        {isOpen && (
          <pre
            className={styles['text']}
            dir="ltr"
            role="region"
            aria-label={t('diagnostics.content', { name })}
            tabIndex={0}
          >
            {visibleLines(text)}
          </pre>
        )}
      </details>
    </li>
  )
}
