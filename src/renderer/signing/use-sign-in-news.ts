import { useEffect, useRef } from 'react'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { signInNews } from './sign-in-news.ts'
import type { Known } from './sign-in-news.ts'

/** Tells once that an account must be signed in again, and takes that back when it is. */
export function useSignInNews(): void {
  const { mirror, notices } = useEngine()
  const { t } = useWords()
  const accounts = useValue(mirror.status)?.accounts
  const known = useRef<Known>(null)
  const shown = useRef<{ readonly text: string; readonly isBad: true } | null>(null)
  useEffect(() => {
    if (accounts === undefined) return
    const { lost, isAllWell } = signInNews(known.current, accounts)
    known.current = new Map(accounts.map(({ name, state }) => [name, state]))
    if (isAllWell && shown.current !== null) notices.clear(shown.current)
    if (lost.length === 0) return
    const text = t('notice.signInLost', { name: lost.map(visible).join(', ') })
    shown.current = { text, isBad: true }
    notices.show(shown.current, signInShownMs)
  }, [accounts, notices, t])
}

/** Long enough for who looks elsewhere at the moment; the badge stays. */
const signInShownMs = 20_000
