import { UserRound, UserRoundPlus } from 'lucide-react'
import { useState } from 'react'
import type { AccountView } from '../../shared/contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { askToSignIn } from '../signing/asked.ts'
import { Button } from '../ui/button.tsx'
import card from '../ui/card.module.css'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { Screen } from '../ui/screen.tsx'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { AccountCard } from './account-card.tsx'

export function AccountsScreen() {
  const { link, mirror, notices } = useEngine()
  const { t, refused } = useWords()
  const accounts = useValue(mirror.status)?.accounts
  const [removing, setRemoving] = useState<AccountView | null>(null)

  async function act(answer: Promise<Result<unknown>>): Promise<void> {
    const result = await answer
    if (!result.ok) {
      const { message, nextStep } = refused(viewOf(result.failure, null))
      notices.show({ text: visible(`${message} ${nextStep}`), isBad: true })
    }
    mirror.askStatus()
  }
  const isEmpty = accounts !== undefined && accounts.length === 0
  const add = (
    <Button
      look="primary"
      icon={<UserRoundPlus size={16} aria-hidden />}
      onClick={() => askToSignIn({ kind: 'add', service: null })}
    >
      {t('accounts.add')}
    </Button>
  )
  return (
    <Screen title={t('accounts.title')} text={t('accounts.text')} actions={isEmpty ? undefined : add}>
      {isEmpty && (
        <Empty icon={<UserRound size={24} aria-hidden />} title={t('empty.accountsTitle')} actions={add}>
          {t('empty.accountsText')}
        </Empty>
      )}
      <ul className={card['list']}>
        {accounts?.map((account) => (
          <li key={account.name}>
            <AccountCard account={account} onRemove={() => setRemoving(account)} />
          </li>
        ))}
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
