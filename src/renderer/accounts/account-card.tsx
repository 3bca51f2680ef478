import { CloudCog, Trash2, UserRound } from 'lucide-react'
import { useId } from 'react'
import type { AccountView } from '../../shared/contract.ts'
import { askToSignIn } from '../signing/asked.ts'
import { Button } from '../ui/button.tsx'
import card from '../ui/card.module.css'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'

export function AccountCard({ account, onRemove }: { readonly account: AccountView; readonly onRemove: () => void }) {
  const { t } = useWords()
  const id = useId()
  const name = visible(account.name)
  const isOut = account.state === 'signed-out'
  // At Box there is nothing to choose.
  const isMore = account.kind === 'microsoft' && !isOut
  const Icon = account.kind === 'practice' ? CloudCog : UserRound
  const facts = [
    t(`accounts.kind.${account.kind}`),
    account.kind === 'practice' || account.cloud === 'global'
      ? ''
      : t(`cloud.${account.cloud}`, { defaultValue: visible(account.cloud) }),
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
        {account.state === 'signed-out' && <p className={card['next']}>{t('accounts.signIn')}</p>}
        {account.state === 'not-allowed' && <p className={card['next']}>{t('accounts.notAllowed')}</p>}
        {account.state === 'secrets-locked' && <p className={card['next']}>{t('accounts.locked')}</p>}
      </div>
      <div className={card['acts']}>
        {account.kind !== 'practice' && (account.state === 'ready' || isOut) && (
          <Button
            look={isOut ? 'primary' : 'plain'}
            aria-label={t(isMore ? 'accounts.moreOf' : 'accounts.signInOf', { name })}
            onClick={() => askToSignIn({ kind: 'again', account: account.name })}
          >
            {t(isMore ? 'accounts.more' : 'accounts.signInAgain')}
          </Button>
        )}
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
