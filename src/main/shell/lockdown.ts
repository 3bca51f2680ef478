/** What a page may never do, whatever becomes of it. Applied to every session and every page that is ever made. */

import type { App, Session, WebContents } from 'electron'
import { isOurPage } from './origin.ts'

/** No camera, no place, no devices, no screen: the page needs none of it. Copying to the clipboard is the exception. */
const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer) => answer(allowed.has(permission)))
  session.setPermissionCheckHandler((_, permission) => allowed.has(permission))
  session.setDevicePermissionHandler(() => false)
  // Not an answer without a stream: at that the runtime throws, here, where nobody catches it.
  session.setDisplayMediaRequestHandler((_, answer) => answer(null))
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
  // Off alone isn't enough: the runtime still fetches a dictionary for the system's language, from Google (NW8).
  session.setSpellCheckerLanguages([])
}

export function lockPage(page: WebContents): void {
  page.on('will-navigate', (event) => {
    if (!isOurPage(event.url)) event.preventDefault()
  })
  page.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurPage(event.url)) event.preventDefault()
  })
  page.on('will-redirect', (event) => {
    if (!isOurPage(event.url)) event.preventDefault()
  })
  page.on('will-attach-webview', (event) => event.preventDefault())
  page.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Also what we don't know of: a session or a page that something makes later. */
export function lockEverything(app: App): void {
  app.on('session-created', lockSession)
  app.on('web-contents-created', (_, page) => lockPage(page))
}
