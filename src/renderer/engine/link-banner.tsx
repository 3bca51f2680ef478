import { Unplug } from 'lucide-react'
import { bridge } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { Empty } from '../ui/empty.tsx'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import { useEngine } from './context.ts'
import type { LinkState } from './engine-client.ts'
import styles from './link-banner.module.css'

/** The app brings its own engine; for a page in a browser somebody has to have started one. */
function whatNow(state: LinkState): string {
  if (state === 'needs-link') return 'link.needsLink'
  return bridge() === null ? 'link.trying' : 'link.tryingHere'
}

/** The page shows what it knew; this says that it may be old. */
export function LinkBanner() {
  const { link } = useEngine()
  const { t } = useWords()
  const state = useValue(link.state)
  if (state === 'connected' || state === 'connecting') return null
  return (
    <div className={styles['banner']} role="alert">
      <Unplug size={16} aria-hidden />
      <p>
        <strong>{t('link.lost')}</strong> <CodeText text={t(whatNow(state))} />
      </p>
      <Button onClick={() => link.retry()}>{t('link.retry')}</Button>
    </div>
  )
}

/** The whole page, where it never was let in. */
export function NeedsLink() {
  const { link } = useEngine()
  const { t } = useWords()
  return (
    <main className={styles['page']}>
      <Empty
        icon={<Unplug size={24} aria-hidden />}
        title={t('link.needsLinkTitle')}
        actions={<Button onClick={() => link.retry()}>{t('link.retry')}</Button>}
      >
        <CodeText text={t('link.needsLink')} />
      </Empty>
    </main>
  )
}
