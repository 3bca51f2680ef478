/** Where a sign-in is. Pure. */

import type { AccountView, SignInStep } from '../../shared/contract.ts'
import type { FailureView } from '../../shared/failure.ts'

export type Signing =
  | { readonly at: 'starting' }
  /** `opened`: the engine's host has opened a browser. */
  | { readonly at: 'browser'; readonly url: string; readonly opened: boolean }
  | { readonly at: 'code'; readonly code: string; readonly url: string; readonly expiresAt: string }
  | { readonly at: 'done'; readonly account: AccountView }
  | { readonly at: 'failed'; readonly failure: FailureView }

export function afterStep({ step, ...rest }: SignInStep): Signing {
  return { at: step, ...rest } as Signing
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * An address that a person may be led to: https, or http on this computer, as a practice cloud has it. Null for anything
 * else: a service that was taken over must not get a script into the page by what it calls its sign-in page.
 */
export function linkTo(address: string): string | null {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
  return isSafe && url.username === '' && url.password === '' ? url.href : null
}

/** In groups that can be kept in mind while one looks from one screen to another: `ABCD EFGH`, `ABC DEF GHI`. */
export function inGroups(code: string): string {
  if (!/^[A-Za-z0-9]+$/.test(code) || code.length < 6) return code
  const size = code.length % 3 === 0 ? 3 : 4
  return code.match(new RegExp(`.{1,${size}}`, 'g'))?.join(' ') ?? code
}
