/** Requests of signing in: to the account's own roots and nowhere else, never with an account's token (NW2). */

import { type Result, fail, failure } from '../../shared/failure.ts'
import type { HttpAnswer, HttpRequest } from '../engine/ports/http.ts'
import { isAtOwnRoot, isSafeRoot } from './egress.ts'
import type { Http } from './http.ts'

type SignInRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'signal'> & { readonly body: Uint8Array }

/** @returns one request; the roots of the account are named with each */
export function signInDoor(
  http: Pick<Http, 'request'>,
): (request: SignInRequest, roots: readonly string[]) => Promise<Result<HttpAnswer>> {
  return async (request, roots) => {
    if (roots.every(isSafeRoot) && isAtOwnRoot(request.url, { roots }) && isSafeRoot(request.url)) {
      return http.request({ ...request, publicOnly: false })
    }
    const host = URL.canParse(request.url) ? new URL(request.url).hostname : 'The sign-in service'
    return fail(failure('unsafe-upload-address', { host }))
  }
}
