import { CloudCog, Trash2, UserRound } from 'lucide-react'
import { useId } from 'react'
import type { AccountView } from '../../shared/contract.ts'
import card from '../ui/card.module.css'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { Command } from './command.tsx'

/** Written so that it can be pasted: a name with a blank or a quote stays one word. */
function quoted(name: string): string {
  return /^[\w.@+-]+$/.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`
}

export function AccountCard({ account, onRemove }: { readonly account: AccountView; readonly onRemove: () => void }) {
  const { t } = useWords()
  const id = useId()
  const name = visible(account.name)
  const Icon = account.kind === 'practice' ? CloudCog : UserRound
  const facts = [
    t(`accounts.kind.${account.kind}`),
    account.kind === 'practice' || account.cloud === 'global' ? '' : visible(account.cloud),
    account.user === null ? '' : visible(account.user),
  ].filter((fact) => fact !== '')
  return (
    <article className={card['card']} aria-labelledby={id}>
      <span className={card['icon']}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={card['main']}>
        <div className={card['head']}>
          <h2 id={id}>
            <bdi>{name}</bdi>
          </h2>
          <span className={classNames(card['state'], account.state === 'ready' ? card['good'] : card['bad'])}>
            {t(`accountState.${account.state}`)}
          </span>
        </div>
        <p>
          <bdi>{facts.join(' · ')}</bdi>
        </p>
        {account.kind === 'practice' && <p>{t('accounts.practiceText')}</p>}
        {account.state === 'signed-out' && (
          <div className={card['next']}>
            <p>{t('accounts.signIn')}</p>
            <Command text={`longshore account sign-in ${visible(quoted(account.name))}`} />
          </div>
        )}
        {account.state === 'secrets-locked' && <p className={card['next']}>{t('accounts.locked')}</p>}
      </div>
      <div className={card['acts']}>
        <IconButton
          name={t('accounts.removeOf', { name })}
          hint={t('accounts.remove')}
          icon={<Trash2 size={16} aria-hidden />}
          onClick={onRemove}
        />
      </div>
    </article>
  )
}
