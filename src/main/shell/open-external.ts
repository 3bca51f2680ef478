/** The only ways from the app into the system's browser. */

import { shell } from 'electron'
import { judge } from './sign-in-page.ts'
import type { SignInPage } from './sign-in-page.ts'

/**
 * @param ask whether a host that we don't know may be opened: the root of an account may come from the page
 * @param signal aborted once the sign-in has ended: whoever answers then opens nothing
 * @returns false where it was not opened
 */
export async function openSignInPage(
  page: SignInPage,
  ask: (host: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const judged = judge(page)
  if (judged.is === 'never' || (judged.is === 'ask' && !(await ask(judged.host)))) return false
  if (signal.aborted) return false
  return openInBrowser(judged.href)
}

/**
 * @param href judged by `webAddress`, of what the engine stored
 * @returns false where there is no browser, or none that starts
 */
export async function openInBrowser(href: string): Promise<boolean> {
  try {
    await shell.openExternal(href)
    return true
  } catch {
    return false
  }
}
