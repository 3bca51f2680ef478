/** A code that is typed on another device (RFC 8628), for computers without a browser. */

import * as oauth from 'oauth4webapi'
import { FailureError, failure, ruleOf } from '../../shared/failure.ts'
import type { SignInEvent } from '../engine/ports/sign-in.ts'
import { optionsFor, refusalWord } from './exchange.ts'
import type { Flow } from './in-browser.ts'
import { claimsOf, parametersOf, requireDeviceCode } from './parties.ts'
import { tokensOf } from './tokens-of.ts'

/** Section 3.2: where the service doesn't say how often. */
const usualIntervalMs = 5_000
/** Section 3.5: what `slow_down` adds, for this and all later requests. */
const slowerByMs = 5_000
/** While the line is down we ask less and less often, as the same section says. */
const longestPauseMs = 60_000

/** Nobody has decided yet; the others of section 3.5 and Entra's (v2-oauth2-device-code.md) end it. */
const goesOn: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down'])

/** @throws what oauth4webapi throws, FailureError, or the signal's reason */
export async function* signInOnDevice({ ask, party, send, signal, clock }: Flow): AsyncGenerator<SignInEvent> {
  requireDeviceCode(ask)
  const { server, client, authentication, service } = party
  const options = optionsFor(party, send, signal, claimsOf(ask))
  const { scope = '', claims = '' } = parametersOf(ask)
  const opened = await oauth.deviceAuthorizationRequest(server, client, authentication, { scope, claims }, options)
  const device = await oauth.processDeviceAuthorizationResponse(server, client, opened)
  const { user_code: code, verification_uri: url } = device
  // By both clocks: the wall's is for people, and may be set meanwhile.
  const lastAt = clock.monotonic() + device.expires_in * 1000
  yield { step: 'code', code, url: pageOf(url), expiresAt: clock.now() + device.expires_in * 1000 }
  let intervalMs = device.interval === undefined ? usualIntervalMs : device.interval * 1000
  let pauseMs = intervalMs
  for (;;) {
    if (clock.monotonic() + pauseMs >= lastAt) throw new FailureError(failure('sign-in-expired', { service }))
    await clock.sleep(pauseMs, signal)
    try {
      const answer = await oauth.deviceCodeGrantRequest(server, client, authentication, device.device_code, options)
      const granted = await oauth.processDeviceCodeResponse(server, client, answer)
      return yield { step: 'granted', tokens: tokensOf(granted, clock.now()) }
    } catch (error) {
      signal.throwIfAborted()
      const word = refusalWord(error)
      if (word === 'expired_token') throw new FailureError(failure('sign-in-expired', { service }), { cause: error })
      if (word === 'slow_down') intervalMs += slowerByMs
      if (word !== null && goesOn.has(word)) pauseMs = intervalMs
      else if (isTrouble(error)) pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      else throw error
    }
  }
}

/** The line, or a service that is busy: not an answer about this sign-in. */
function isTrouble(error: unknown): boolean {
  if (error instanceof oauth.ResponseBodyError) return error.status === 429 || error.status >= 500
  return error instanceof FailureError && ruleOf(error.failure.code).reaction === 'wait'
}

/** People are told to open it: only an address of the web is one. */
function pageOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:')) return parsed.href
  const detail = 'the page to type the code in is none'
  throw new FailureError(failure('bad-response', { host: 'The sign-in service', detail }))
}
