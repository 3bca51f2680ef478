import { Field } from '../ui/field.tsx'
import { classNames } from '../ui/class-names.ts'
import form from '../ui/form.module.css'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import { LinkPolicy } from '../../shared/watch-rules.ts'
import { numberFields } from './rules.ts'
import type { WatchForm, WatchProblem } from './rules.ts'

interface LimitFieldsProps {
  readonly held: WatchForm
  readonly problem: WatchProblem | null
  readonly set: (part: Partial<WatchForm>) => void
}

/** Hidden files, links, sizes, ages and the longest wait. Empty: no limit. */
export function LimitFields({ held, problem, set }: LimitFieldsProps) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('watches.hidden')} help={t('watches.hiddenHelp')}>
        {(ties) => (
          <input
            {...ties}
            type="checkbox"
            checked={held.hidden}
            onChange={({ target }) => set({ hidden: target.checked })}
          />
        )}
      </Field>
      <Field label={t('watches.links')} help={t(`watches.linksHelp.${held.links}`)}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={held.links}
            onChange={({ target }) => set({ links: LinkPolicy.parse(target.value) })}
          >
            {LinkPolicy.options.map((choice) => (
              <option key={choice} value={choice}>
                {t(`watches.linksIs.${choice}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className={form['pair']}>
        {numberFields.map(({ key }) => (
          <Field
            key={key}
            label={t(`watches.limits.${key}`)}
            error={problem === key ? t('watches.limits.wrong') : null}
          >
            {(ties) => (
              <input
                {...ties}
                inputMode="decimal"
                className={classNames(input['input'], input['narrow'])}
                value={held[key]}
                onChange={({ target }) => set({ [key]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </>
  )
}
