import { Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { durationWords } from '../../shared/words/duration.ts'
import { Command } from '../accounts/command.tsx'
import { useEngine } from '../engine/context.ts'
import { bridge, copy } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import styles from './code-view.module.css'
import { inGroups, linkTo } from './signing.ts'

interface CodeViewProps {
  readonly code: string
  readonly url: string
  readonly expiresAt: string
}

const everyMs = 10_000

/** A code that is typed on any device, where to, and until when. */
export function CodeView({ code, url, expiresAt }: CodeViewProps) {
  const { notices } = useEngine()
  const { t, f } = useWords()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [])
  const shown = inGroups(visible(code))
  const href = linkTo(url)
  const until = Date.parse(expiresAt)
  const left = Math.max(0, (until - now) / 1_000)
  const onCopy = async (): Promise<void> => {
    const isCopied = await copy(code)
    notices.show({ text: t(isCopied ? 'notice.copied' : 'notice.notCopied'), isBad: !isCopied })
  }
  return (
    <div className={styles['view']}>
      {href === null || bridge() !== null ? (
        <Command text={visible(url)} />
      ) : (
        <a className={styles['link']} href={href} target="_blank" rel="noopener noreferrer">
          {visible(url)}
        </a>
      )}
      <div className={styles['line']}>
        <output className={styles['code']} aria-label={t('signIn.codeName')}>
          {shown}
        </output>
        <Button icon={<Copy size={16} aria-hidden />} data-first onClick={() => void onCopy()}>
          {t('signIn.copyCode')}
        </Button>
      </div>
      <p className={styles['until']}>
        {t('signIn.codeUntil', { time: f.time(until, now), left: durationWords(left, t, f) })}
      </p>
    </div>
  )
}
