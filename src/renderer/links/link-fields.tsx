import type { LinkOffer } from '../../shared/links-contract.ts'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import { lengthsOf } from './link-offer.ts'
import type { Wish } from './make-links.ts'

interface LinkFieldsProps {
  readonly wish: Wish
  readonly offer: LinkOffer
  readonly isBusy: boolean
  readonly onChange: (wish: Wish) => void
}

/** What a link lets whom do, and for how long; only what is allowed here can be chosen. */
export function LinkFields({ wish, offer, isBusy, onChange }: LinkFieldsProps) {
  const { t, f } = useWords()
  const { scopes, mostDays } = offer
  const longest = mostDays === null ? t('links.noEnd') : t('links.longest', { count: mostDays, n: f.count(mostDays) })
  return (
    <>
      <Field label={t('links.kind')}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={wish.kind}
            disabled={isBusy}
            onChange={({ target }) => onChange({ ...wish, kind: target.value === 'edit' ? 'edit' : 'view' })}
          >
            <option value="view">{t('links.kinds.view')}</option>
            <option value="edit">{t('links.kinds.edit')}</option>
          </select>
        )}
      </Field>
      <Field label={t('links.scope')} help={t(scopes.length > 1 ? 'links.scopeHelp' : 'links.scopeDecided')}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={wish.scope ?? ''}
            disabled={isBusy}
            onChange={({ target }) =>
              onChange({ ...wish, scope: scopes.find((scope) => scope === target.value) ?? null })
            }
          >
            {scopes.length > 1 && <option value="">{t('links.usual')}</option>}
            {scopes.map((scope) => (
              <option key={scope} value={scopes.length > 1 ? scope : ''}>
                {t(`links.scopes.${scope}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('links.end')}>
        {(ties) => (
          <select
            {...ties}
            className={input['input']}
            value={wish.days ?? ''}
            disabled={isBusy}
            onChange={({ target }) => onChange({ ...wish, days: target.value === '' ? null : Number(target.value) })}
          >
            <option value="">{longest}</option>
            {lengthsOf(offer).map((days) => (
              <option key={days} value={days}>
                {t('links.afterDays', { count: days, n: f.count(days) })}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}
