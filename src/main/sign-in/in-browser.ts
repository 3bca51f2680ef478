/** Authorization code with PKCE in the system's browser (RFC 6749 section 4.1, RFC 7636, RFC 8252). */

import * as oauth from 'oauth4webapi'
import type { Clock } from '../engine/ports/clock.ts'
import type { SignInAsk, SignInEvent } from '../engine/ports/sign-in.ts'
import { type Party, type SendSignIn, optionsFor } from './exchange.ts'
import { listenOnce } from './loopback.ts'
import { claimsOf, parametersOf, redirectOf } from './parties.ts'
import { tokensOf } from './tokens-of.ts'

export interface Flow {
  readonly ask: SignInAsk
  readonly party: Party
  readonly send: SendSignIn
  /** Ends the flow when it is called off, or when nobody came. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** @throws what oauth4webapi throws, FailureError, or the signal's reason */
export async function* signInWithBrowser({ ask, party, send, signal, clock }: Flow): AsyncGenerator<SignInEvent> {
  const { server, client, authentication } = party
  const state = oauth.generateRandomState()
  const verifier = oauth.generateRandomCodeVerifier()
  const challenge = await oauth.calculatePKCECodeChallenge(verifier)
  const loopback = await listenOnce(redirectOf(ask), state)
  try {
    const url = new URL(server.authorization_endpoint ?? '')
    url.search = new URLSearchParams({
      client_id: client.client_id,
      response_type: 'code',
      redirect_uri: loopback.uri,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...parametersOf(ask),
    }).toString()
    yield { step: 'browser', url: url.href, root: url.origin }
    const back = await unlessAborted(loopback.answer, signal)
    // Whoever comes later finds nobody, and the token is asked for without a listener.
    loopback.close()
    const parameters = oauth.validateAuthResponse(server, client, back, state)
    const options = optionsFor(party, send, signal, claimsOf(ask))
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      loopback.uri,
      verifier,
      options,
    )
    const granted = await oauth.processAuthorizationCodeResponse(server, client, answer)
    yield { step: 'granted', tokens: tokensOf(granted, clock.now()) }
  } finally {
    loopback.close()
  }
}

/** @throws the signal's reason when it is aborted first */
async function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    // Whoever aborts says why with an error.
    leave = () => reject(signal.reason as Error)
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([awaited, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
