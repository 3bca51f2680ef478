// oxlint-disable-next-line import/no-unassigned-import -- it is its effect that counts, before any schema is made
import '../shared/jitless.ts'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import i18next from 'i18next'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { linkOverBridge, linkOverSocket } from './client.ts'
import { Commands } from './engine/commands.ts'
import { EngineContext } from './engine/context.ts'
import type { EngineFaces } from './engine/context.ts'
import { Notices } from './engine/notices.ts'
import { takeCode } from './engine/sign-in.ts'
import { Mirror } from './mirror.ts'
import { bridge } from './platform.ts'
import { startRoute } from './route.ts'
import { putOnAppearance } from './settings/appearance.ts'
import { visible } from './ui/visible.ts'
import { speech } from './words/words.ts'

function engineFaces(): EngineFaces {
  const over = bridge()
  const link = over === null ? linkOverSocket(takeCode()) : linkOverBridge(over)
  const mirror = new Mirror({ state: link.state, client: link.client, now: () => performance.now() })
  const notices = new Notices()
  const commands = new Commands({
    client: link.client,
    rows: mirror.rows,
    notices,
    words: {
      canceling: (count) => i18next.t('notice.canceling', { count }),
      kept: (count) => i18next.t('notice.kept', { count }),
      again: (isNew, isChanged) =>
        i18next.t(isNew ? (isChanged ? 'notice.againChanged' : 'notice.again') : 'notice.againAlready'),
      failed: (failure) => {
        const { message, nextStep } = speech.get()?.refused(failure) ?? failure
        return visible(`${message} ${nextStep}`)
      },
    },
  })
  mirror.start()
  setInterval(() => mirror.sample(), 1_000)
  // What no transfer tells: a sign-in that is lost while nothing is on its way.
  setInterval(() => mirror.askStatus(), 20_000)
  window.addEventListener('pagehide', () => commands.settle())
  return { link, mirror, commands, notices }
}

async function start(): Promise<void> {
  await putOnAppearance()
  window.addEventListener('languagechange', () => void putOnAppearance())
  const root = document.getElementById('root')
  if (root === null) throw new Error('The page has no root.')
  const faces = engineFaces()
  startRoute()
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <Tooltip.Provider delay={500}>
          <EngineContext value={faces}>
            <App />
          </EngineContext>
        </Tooltip.Provider>
      </CSPProvider>
    </StrictMode>,
  )
}

void start()
