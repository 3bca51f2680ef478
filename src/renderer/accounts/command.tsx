import { Copy } from 'lucide-react'
import { useEngine } from '../engine/context.ts'
import { copy } from '../platform.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useWords } from '../words/use-words.ts'
import styles from './command.module.css'

/** Something to type into a terminal. */
export function Command({ text }: { readonly text: string }) {
  const { notices } = useEngine()
  const { t } = useWords()
  const onCopy = async (): Promise<void> => {
    const isCopied = await copy(text)
    notices.show({ text: t(isCopied ? 'notice.copied' : 'notice.notCopied'), isBad: !isCopied })
  }
  return (
    <div className={styles['command']}>
      <code>{text}</code>
      <IconButton
        name={t('act.copyOf', { text })}
        hint={t('act.copy')}
        icon={<Copy size={16} aria-hidden />}
        onClick={() => void onCopy()}
      />
    </div>
  )
}
