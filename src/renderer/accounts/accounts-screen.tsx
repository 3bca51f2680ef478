import { CloudCog, UserRound } from 'lucide-react'
import { useState } from 'react'
import type { AccountView } from '../../shared/contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import card from '../ui/card.module.css'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { Screen } from '../ui/screen.tsx'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { AccountCard } from './account-card.tsx'
import { Command } from './command.tsx'

export function AccountsScreen() {
  const { link, mirror, notices } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts
  const [removing, setRemoving] = useState<AccountView | null>(null)

  async function act(answer: Promise<Result<unknown>>): Promise<void> {
    const result = await answer
    if (!result.ok) {
      const { message, nextStep } = viewOf(result.failure, null)
      notices.show({ text: visible(`${message} ${nextStep}`), isBad: true })
    }
    mirror.askStatus()
  }
  const hasPractice = accounts?.some(({ kind }) => kind === 'practice') ?? true
  const practice = (
    <Button
      icon={<CloudCog size={16} aria-hidden />}
      onClick={() => void act(link.client.get().accounts.add({ kind: 'practice' }))}
    >
      {t('accounts.addPractice')}
    </Button>
  )
  return (
    <Screen title={t('accounts.title')} text={t('accounts.text')}>
      {accounts !== undefined && accounts.length === 0 && (
        <Empty icon={<UserRound size={24} aria-hidden />} title={t('empty.accountsTitle')} actions={practice}>
          {t('empty.accountsText')}
        </Empty>
      )}
      <ul className={card['list']}>
        {accounts?.map((account) => (
          <li key={account.name}>
            <AccountCard account={account} onRemove={() => setRemoving(account)} />
          </li>
        ))}
        {accounts !== undefined && accounts.length > 0 && (
          <li>
            <section className={card['card']} aria-labelledby="add-account">
              <span className={card['icon']}>
                <UserRound size={18} strokeWidth={1.75} aria-hidden />
              </span>
              <div className={card['main']}>
                <h2 id="add-account">{t('accounts.add')}</h2>
                <p>{t('accounts.addText')}</p>
                <Command text="longshore account add microsoft" />
                <Command text="longshore account add box" />
              </div>
              {!hasPractice && <div className={card['acts']}>{practice}</div>}
            </section>
          </li>
        )}
      </ul>
      {removing !== null && (
        <Confirm
          title={t('accounts.removeTitle', { name: visible(removing.name) })}
          text={t('accounts.removeText')}
          yes={t('accounts.remove')}
          no={t('dialog.keep')}
          onNo={() => setRemoving(null)}
          onYes={() => {
            setRemoving(null)
            void act(link.client.get().accounts.remove({ name: removing.name }))
          }}
        />
      )}
    </Screen>
  )
}
