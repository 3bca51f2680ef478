/** Signing in and out: the one door to oauth4webapi. */

import * as oauth from 'oauth4webapi'
import { FailureError, fail, failure, ok } from '../../shared/failure.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { SignInEvent, SignInPort } from '../engine/ports/sign-in.ts'
import { type Party, type SendSignIn, failureOf, optionsFor } from './exchange.ts'
import { signInWithBrowser } from './in-browser.ts'
import { signInOnDevice } from './on-device.ts'
import { partyOf } from './parties.ts'

export interface SignInParts {
  readonly send: SendSignIn
  readonly clock: Clock
  /** How long a browser is waited for. */
  readonly patienceMs?: number
}

/** Somebody may have to find a second device first. */
const usualPatienceMs = 15 * 60_000

/** A service that takes longer to end a sign-in isn't waited for. */
const signOutMs = 10_000

const ways = { browser: signInWithBrowser, 'device-code': signInOnDevice } as const

export function createSignIn({ send, clock, patienceMs = usualPatienceMs }: SignInParts): SignInPort {
  return {
    async *signIn(ask, signal) {
      const party = partyOf(ask.account, ask)
      yield* limited(party, { clock, patienceMs, signal }, (inTime) =>
        ways[ask.way]({ ask, party, send, clock, signal: inTime }),
      )
    },
    async signOut(account, { accessToken, refreshToken }, client) {
      const party = partyOf(account, client)
      if (party.server.revocation_endpoint === undefined) return ok(null)
      try {
        const options = optionsFor(party, send, AbortSignal.timeout(signOutMs))
        // Either ends both (OAS post_oauth2_revoke).
        const token = refreshToken ?? accessToken
        const answer = await oauth.revocationRequest(party.server, party.client, party.authentication, token, options)
        await oauth.processRevocationResponse(answer)
        return ok(null)
      } catch (error) {
        return fail(failureOf(error, party, clock.now()))
      }
    },
  }
}

interface Limit {
  readonly clock: Clock
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** Ends the flow when nobody came in time, and says every end in our own words. */
async function* limited(
  party: Party,
  { clock, patienceMs, signal }: Limit,
  begin: (signal: AbortSignal) => AsyncIterable<SignInEvent>,
): AsyncGenerator<SignInEvent> {
  const over = new AbortController()
  const ended = new AbortController()
  const late = new FailureError(failure('sign-in-expired', { service: party.service }))
  const onAbort = (): void => over.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  clock.sleep(patienceMs, ended.signal).then(
    () => over.abort(late),
    () => undefined,
  )
  try {
    yield* begin(over.signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new FailureError(over.signal.aborted ? late.failure : failureOf(error, party, clock.now()), { cause: error })
  } finally {
    ended.abort()
    signal.removeEventListener('abort', onAbort)
  }
}
