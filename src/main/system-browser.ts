/** The page of a sign-in in the system's browser, for an owner without a window of its own. */

import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from './open-browser.ts'

/** As long as a browser may take to fail at starting; one that runs longer than this was started. */
const startMs = 1_500

const pages = /^sign-in-[0-9a-f-]{36}\.html$/

/** What is left of sign-ins: who ends sooner than a page is forgotten leaves it behind. For the owner alone. */
export function sweepSignInPages(dataDir: string): void {
  for (const name of readdirSync(dataDir)) if (pages.test(name)) rmSync(join(dataDir, name), { force: true })
}

/**
 * @param dataDir where the file lies that leads the browser on: the arguments of a process are seen by every user of this
 *   computer, and an address of a sign-in has its `state`
 */
export function systemBrowser(dataDir: string): (link: { url: string; root: string }) => Promise<boolean> {
  return async ({ url, root }) => {
    const { origin, protocol } = new URL(url)
    if (origin !== new URL(root).origin || !['https:', 'http:'].includes(protocol)) return false
    let failed: () => void = () => undefined
    const trouble = new Promise<boolean>((resolve) => (failed = () => resolve(false)))
    const name = `sign-in-${randomUUID()}.html`
    const forget = await openBrowser({ dataDir, url, name, onTrouble: () => failed() })
    const started = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), startMs))
    const opened = await Promise.race([trouble, started])
    if (!opened) forget()
    return opened
  }
}
