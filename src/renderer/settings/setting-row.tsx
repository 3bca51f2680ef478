import { useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { SettingView } from '../../shared/setting-view.ts'
import { settings } from '../../shared/settings.ts'
import type { SettingKey } from '../../shared/settings.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { Switch } from '../ui/switch.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { takeAppearance } from './appearance.ts'
import { WeekGrid } from './week-grid.tsx'
import { controlOf, isValid, textOf, valueOf } from './controls.ts'
import styles from './setting-row.module.css'

interface SettingRowProps {
  readonly name: SettingKey
  readonly setting: SettingView
  readonly onSaved: () => void
}

/** One setting: a switch is stored at once, what is typed when one says so. */
export function SettingRow({ name, setting, onSaved }: SettingRowProps) {
  const { value, locked, atMost } = setting
  const { link, notices } = useEngine()
  const { t, f, said } = useWords()
  const control = controlOf(name)
  const known = textOf(value, control)
  const [draft, setDraft] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const text = draft ?? known
  const label = t(`settings.label.${name}`, { defaultValue: name })
  const help = t(`settings.help.${name}`, { defaultValue: settings[name].description })
  const unit = control.scale === 1 ? t(`settings.unit.${name}`, { defaultValue: '' }) : t('settings.megabytes')

  const asked = locked?.contact ?? null
  const lockedText = asked === null ? t('settings.locked') : t('settings.lockedAsk', { contact: visible(asked) })
  const limit =
    atMost === null ? null : t('settings.atMost', { max: `${f.count(atMost / control.scale)} ${unit}`.trim() })

  async function save(wanted: unknown): Promise<void> {
    const answer = await link.client.get().settings.set({ key: name, value: wanted })
    if (!answer.ok) {
      setError(visible(said(viewOf(answer.failure, null)).message))
      return
    }
    setError(null)
    setDraft(null)
    onSaved()
    await takeAppearance([answer.value])
    notices.show({ text: t('notice.saved', { name: label }) })
  }
  function submit(): void {
    const meant = valueOf(text, control)
    if (meant !== null && isValid(name, meant.value)) {
      void save(meant.value)
      return
    }
    const [min, max] = [control.min ?? 0, control.max ?? 0].map((bound) => f.count(bound / control.scale))
    setError(control.kind === 'number' ? t('settings.range', { min, max }) : t('settings.wrong'))
  }

  return (
    <form
      className={styles['row']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Field
        label={label}
        {...(limit !== null && control.isOptional ? {} : { help: visible(help) })}
        error={error}
        decided={locked === null ? limit : lockedText}
      >
        {(ties) =>
          control.kind === 'switch' ? (
            <Switch
              ties={ties}
              label={label}
              isOn={value === true}
              isLocked={locked !== null}
              onChange={(isOn) => void save(isOn)}
            />
          ) : control.kind === 'choice' ? (
            <select
              {...ties}
              className={classNames(input['input'], input['choice'])}
              disabled={locked !== null}
              value={known}
              onChange={({ target }) => void save(target.value)}
            >
              {control.choices.map((choice) => (
                <option key={choice} value={choice}>
                  {t(`settings.choice.${name}.${choice}`, { defaultValue: choice })}
                </option>
              ))}
            </select>
          ) : (
            <span className={styles['line']}>
              <input
                {...ties}
                className={classNames(input['input'], control.kind === 'number' && input['narrow'])}
                inputMode={control.kind === 'number' ? 'decimal' : 'text'}
                spellCheck={false}
                readOnly={locked !== null}
                placeholder={
                  control.isOptional ? t(`settings.empty.${name}`, { defaultValue: t('settings.none') }) : ''
                }
                value={text}
                onChange={({ target }) => setDraft(target.value)}
              />
              {unit !== '' && <span className={styles['unit']}>{unit}</span>}
              {draft !== null && draft !== known && (
                <>
                  <Button type="submit" look="primary" aria-label={t('settings.saveOf', { name: label })}>
                    {t('settings.save')}
                  </Button>
                  <Button
                    onClick={() => {
                      setDraft(null)
                      setError(null)
                    }}
                  >
                    {t('dialog.cancel')}
                  </Button>
                </>
              )}
            </span>
          )
        }
      </Field>
      {control.kind === 'week' && <WeekGrid text={text} onChange={setDraft} isLocked={locked !== null} />}
    </form>
  )
}
