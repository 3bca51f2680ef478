/**
 * How a page proves that it may talk to the engine: the one-time code of the link that opened it is exchanged once for a
 * cookie, which the page can't read, and a token. Neither is worth anything alone. The token is kept for this tab, so
 * that it survives a reload; a new tab needs a new link.
 */

import * as z from 'zod'

const Answer = z.object({ token: z.string().min(1).max(512) })

/** `refused`: only a new link helps. `unreachable`: nobody answers at the moment. */
export type SignIn = { readonly token: string } | 'refused' | 'unreachable'

const key = 'longshore.token'

export function keptToken(): string | null {
  return sessionStorage.getItem(key)
}

export function forgetToken(): void {
  sessionStorage.removeItem(key)
}

/** Takes the code out of the address bar: it must not be bookmarked, copied, or used twice. */
export function takeCode(): string | null {
  const fragment = location.hash.slice(1)
  if (fragment === '' || fragment.startsWith('/')) return null
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  return fragment.startsWith('code=') ? fragment.slice('code='.length) : fragment
}

export async function exchange(code: string): Promise<SignIn> {
  try {
    const response = await fetch(new URL('login', document.baseURI), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      body: JSON.stringify({ code }),
    })
    if (response.status >= 500) return 'unreachable'
    if (!response.ok) return 'refused'
    const answer = Answer.safeParse(await response.json())
    if (!answer.success) return 'refused'
    sessionStorage.setItem(key, answer.data.token)
    return { token: answer.data.token }
  } catch {
    return 'unreachable'
  }
}

/** A WebSocket that fails doesn't say why; this does: whether we are still let in. */
export async function isTurnedAway(token: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('session', document.baseURI), {
      headers: { 'longshore-token': token },
      credentials: 'same-origin',
      cache: 'no-store',
    })
    return response.status === 401 || response.status === 403
  } catch {
    return false
  }
}
