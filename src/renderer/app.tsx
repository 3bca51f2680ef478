import { useCallback, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Wish } from '../shared/app-contract.ts'
import styles from './app.module.css'
import { AccountsScreen } from './accounts/accounts-screen.tsx'
import { LinkBanner, NeedsLink } from './engine/link-banner.tsx'
import { LiveSentence } from './engine/live-sentence.tsx'
import { NoticeBar } from './engine/notice-bar.tsx'
import { useEngine } from './engine/context.ts'
import { FirstRun } from './first-run/first-run.tsx'
import { HistoryScreen } from './history/history-screen.tsx'
import { Nav } from './nav.tsx'
import { isApple } from './platform.ts'
import { AddFiles } from './queue/add-files.tsx'
import type { AddKind } from './queue/add-files.tsx'
import { GlyphSheet } from './queue/glyphs.tsx'
import { QueueScreen } from './queue/queue-screen.tsx'
import { go, screen } from './route.ts'
import type { Screen } from './route.ts'
import { SignInLayer } from './signing/sign-in-dialog.tsx'
import { useSignInNews } from './signing/use-sign-in-news.ts'
import { useAppearance } from './settings/use-appearance.ts'
import { SettingsScreen } from './settings/settings-screen.tsx'
import { DropTarget } from './drop-target.tsx'
import { comboOf } from './ui/keys.ts'
import { nextRegion } from './ui/regions.ts'
import { useValue } from './ui/use-value.ts'
import { useWishes } from './use-wishes.ts'
import { WatchesScreen } from './watches/watches-screen.tsx'
import { useWords } from './words/use-words.ts'

interface Adding {
  readonly kind: AddKind
  readonly paths: readonly string[]
}

function useShortcuts(onAdd: (adding: Adding) => void): void {
  const { commands } = useEngine()
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = {
      'Mod+O': () => onAdd({ kind: 'files', paths: [] }),
      'Mod+Shift+O': () => onAdd({ kind: 'folder', paths: [] }),
      'Mod+Shift+R': () => void commands.all('retry'),
      'Mod+,': () => go('settings'),
      F6: () => nextRegion(document),
    }
    const onKey = (event: KeyboardEvent): void => {
      const act = acts[comboOf(event, isApple)]
      if (act === undefined || event.defaultPrevented) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [commands, onAdd])
}

/** Whether somebody who has no account yet is led through the first steps; over as soon as they say so. */
function useFirstRun(): { isFirstRun: boolean; end: () => void } {
  const { mirror } = useEngine()
  const status = useValue(mirror.status)
  const [phase, setPhase] = useState<'unknown' | 'leading' | 'over'>('unknown')
  useEffect(() => {
    if (phase === 'unknown' && status !== null) setPhase(status.accounts.length === 0 ? 'leading' : 'over')
  }, [phase, status])
  return { isFirstRun: phase === 'leading', end: () => setPhase('over') }
}

export function App() {
  const { link, mirror, notices } = useEngine()
  const { t } = useWords()
  const state = useValue(link.state)
  const status = useValue(mirror.status)
  const now = useValue(screen)
  const { isFirstRun, end } = useFirstRun()
  const [adding, setAdding] = useState<Adding | null>(null)
  const takePaths = useCallback((paths: readonly string[]) => setAdding({ kind: 'files', paths }), [])
  const tellUntold = useCallback(() => notices.show({ text: t('drop.untold') }), [notices, t])
  useShortcuts(setAdding)
  const grant = useCallback((wish: Wish) => {
    if (wish.kind === 'screen') go(wish.screen)
    else setAdding({ kind: wish.what, paths: wish.paths })
  }, [])
  useWishes(grant)
  useSignInNews()
  useAppearance()
  if (state === 'needs-link' && status === null) return <NeedsLink />
  if (isFirstRun) {
    return (
      <>
        <FirstRun onEnd={end} />
        <NoticeBar />
        <SignInLayer />
      </>
    )
  }
  return (
    <DropTarget onPaths={takePaths} onUntold={tellUntold}>
      <div className={styles['app']}>
        <Nav />
        <div className={styles['sheet']}>
          <LinkBanner />
          <ScreenOf name={now} onAdd={(kind) => setAdding({ kind, paths: [] })} />
          <NoticeBar />
        </div>
      </div>
      <LiveSentence />
      <GlyphSheet />
      <SignInLayer />
      {adding !== null && (
        <AddFiles
          key={adding.paths.join('\n')}
          kind={adding.kind}
          paths={adding.paths}
          onClose={() => setAdding(null)}
        />
      )}
    </DropTarget>
  )
}

function ScreenOf({ name, onAdd }: { readonly name: Screen; readonly onAdd: (kind: AddKind) => void }): ReactNode {
  switch (name) {
    case 'queue':
      return <QueueScreen onAdd={onAdd} />
    case 'watches':
      return <WatchesScreen />
    case 'history':
      return <HistoryScreen />
    case 'accounts':
      return <AccountsScreen />
    case 'settings':
      return <SettingsScreen />
  }
}
