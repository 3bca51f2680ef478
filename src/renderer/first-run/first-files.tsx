import { useState } from 'react'
import type { FormEvent } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { ChooseButton } from '../choose-button.tsx'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './first-run.module.css'

type How = 'watch' | 'send'

interface FirstFilesProps {
  readonly to: string
  readonly onBack: () => void
  readonly onEnd: () => void
}

/** The first file, or a folder that is watched from now on; new files only, unless one wants more later. */
export function FirstFiles({ to, onBack, onEnd }: FirstFilesProps) {
  const { link, notices } = useEngine()
  const { t, f } = useWords()
  const [how, setHow] = useState<How>('watch')
  const [path, setPath] = useState('')
  const [isChecked, setChecked] = useState(false)
  const [failure, setFailure] = useState<FailureView | null>(null)
  const clean = path.trim()

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setChecked(true)
    if (clean === '') return
    const client = link.client.get()
    if (how === 'send') {
      const answer = await client.queue.enqueue({ paths: [clean], to })
      if (!answer.ok) return setFailure(viewOf(answer.failure, null))
      const { queued } = answer.value
      notices.show({ text: t('notice.added', { count: queued, n: f.count(queued) }) })
    } else {
      const answer = await client.watches.add({ folder: clean, to })
      if (!answer.ok) return setFailure(viewOf(answer.failure, null))
      notices.show({ text: t('notice.watching', { name: visible(answer.value.name) }) })
    }
    return onEnd()
  }

  return (
    <form className={styles['form']} noValidate onSubmit={(event) => void submit(event)}>
      <fieldset className={styles['radios']}>
        <legend className="listen">{t('first.title3')}</legend>
        {(['watch', 'send'] as const).map((choice) => (
          <label key={choice} className={styles['radio']}>
            <input type="radio" name="how" checked={how === choice} onChange={() => setHow(choice)} />
            <span>
              <strong>{t(`first.${choice}`)}</strong>
              <span>{t(`first.${choice}Text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label={t(how === 'watch' ? 'watches.folder' : 'first.sendPath')}
        help={t('first.pathHelp')}
        error={isChecked && clean === '' ? t('add.pathsMissing') : null}
      >
        {(ties) => (
          <div className={input['withButton']}>
            <input
              {...ties}
              className={input['input']}
              value={path}
              spellCheck={false}
              autoCapitalize="none"
              onChange={({ target }) => setPath(target.value)}
            />
            <ChooseButton what={how === 'watch' ? 'folder' : 'files'} onChoose={([chosen = '']) => setPath(chosen)} />
          </div>
        )}
      </Field>
      <FailureBox failure={failure} />
      <div className={styles['ends']}>
        <Button onClick={onBack}>{t('first.back')}</Button>
        <Button look="primary" type="submit">
          {t(how === 'watch' ? 'first.watchDo' : 'first.sendDo')}
        </Button>
      </div>
    </form>
  )
}
