/** The system's own Chromium: the library's pinned one is not downloaded for tests. */

import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright'

export const chromiumExecutable = process.env['LONGSHORE_CHROMIUM'] ?? '/usr/bin/chromium'

/** Why the tests in a browser can't run here, or null. */
export const noBrowser = existsSync(chromiumExecutable) ? null : `needs Chromium at ${chromiumExecutable}`

/** A browser with a profile of its own, that speaks to nobody by itself. */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumExecutable,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
      ...more,
    ],
  })
}

/** What a page must never do, collected while it runs. */
export interface Watched {
  readonly page: Page
  /** Violations of the policy, errors that nobody caught, dialogs. */
  readonly wrong: string[]
  /** Everything that was asked of the network. */
  readonly requests: string[]
}

export interface Overheard extends Watched {
  /** What the engine said, as it came over the line. */
  readonly heard: string[]
}

/** A page whose every step outside the rules is written down. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Overheard> {
  const context = await browser.newContext({ viewport: { width: 1180, height: 720 }, locale: 'en-GB', ...options })
  const page = await context.newPage()
  await page.addInitScript({ content: tellViolations })
  return watch(page)
}

/** Violations of the policy reach the page only as events: said aloud they are in the console with everything else. */
export const tellViolations = `addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))`

/** Writes down from now on. */
export function watch(page: Page): Overheard {
  const wrong: string[] = []
  const requests: string[] = []
  const heard: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) wrong.push(message.text())
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => requests.push(request.url()))
  page.on('websocket', (socket) => {
    requests.push(socket.url())
    socket.on('framereceived', ({ payload }) => heard.length < mostHeard && heard.push(String(payload)))
  })
  return { page, wrong, requests, heard }
}

/** Enough for a screen; a test that scrolls for long needs none of it. */
const mostHeard = 400

/** A line that breaks is reported by the browser itself; the page tells it in its own words. */
function isExpected(text: string): boolean {
  return /WebSocket connection to|net::ERR_(?:CONNECTION_REFUSED|INTERNET_DISCONNECTED)/.test(text)
}
