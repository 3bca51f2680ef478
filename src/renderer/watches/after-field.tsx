import { ChooseButton } from '../choose-button.tsx'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import type { WatchForm } from './rules.ts'

interface AfterFieldProps {
  readonly held: Pick<WatchForm, 'after' | 'moveTo'>
  readonly isWrong: boolean
  readonly set: (part: Partial<WatchForm>) => void
}

/** What becomes of a file here once it is uploaded. */
export function AfterField({ held, isWrong, set }: AfterFieldProps) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('watches.after')} help={t(`watches.afterHelp.${held.after}`)}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={held.after}
            onChange={({ target }) => set({ after: target.value as WatchForm['after'] })}
          >
            {(['keep', 'move', 'trash'] as const).map((choice) => (
              <option key={choice} value={choice}>
                {t(`watches.afterIs.${choice}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {held.after === 'move' && (
        <Field
          label={t('watches.moveTo')}
          help={t('watches.moveToHelp')}
          error={isWrong ? t('watches.moveToMissing') : null}
        >
          {(ties) => (
            <div className={input['withButton']}>
              <input
                {...ties}
                className={input['input']}
                value={held.moveTo}
                spellCheck={false}
                autoCapitalize="none"
                onChange={({ target }) => set({ moveTo: target.value })}
              />
              <ChooseButton what="folder" onChoose={([moveTo = '']) => set({ moveTo })} />
            </div>
          )}
        </Field>
      )}
    </>
  )
}
