/**
 * HTTP as the providers see it: bound to one account, and one question per call. Nothing is followed, retried or
 * unpacked behind a provider's back, and a token goes nowhere but to the account's own roots and, for Box, to the hosts
 * that it names for uploads.
 */

import type { Failure, Result } from '../../../shared/failure.ts'
import type { Account } from './account.ts'
import type { Body } from './provider.ts'

export type Authorization = 'account' | 'none'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Absolute. May be a bearer secret (an upload URL): it is never put into a failure or a log. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent with an explicit Content-Length, never chunked. Null sends a length of 0 where the method may have a body. */
  readonly body: Uint8Array | Body | null
  /**
   * `account`: with the account's token, renewed once where the service does not take it; only to the account's own
   * roots, and for Box to the hosts that it names for uploads. `none`: the URL is its own permission.
   */
  readonly authorization: Authorization
  /**
   * Takes the body of an answer with status 200 piece by piece, however long it is; the answer's own text is then
   * empty. For reading back what was stored. A piece is only valid during the call.
   */
  readonly into?: (piece: Uint8Array) => void
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  /** Never 1xx, and never 3xx: a redirect is the failure `unsafe-redirect`. */
  readonly status: number
  /** Null where the answer has no such header. Names in any case. */
  header(name: string): string | null
  /** Capped: a longer answer is the failure `bad-response`. */
  readonly text: string
  /** The text read as JSON, without prototype tricks; undefined where it is none or where it is declared as something else. */
  readonly json: unknown
  /** The server's own clock in epoch ms, from `Date`; null where it doesn't say. */
  readonly serverDate: number | null
}

/**
 * Failures: `offline` (certainly not applied: no name, no route, refused, no TLS), `interrupted` (may have been
 * applied), `tls-untrusted`, `unsafe-redirect`, `unsafe-upload-address`, `bad-response`, `signed-out`, and whatever
 * failure the body threw while it was read.
 */
export interface HttpPort {
  request(request: HttpRequest): Promise<Result<HttpAnswer>>
  /** Whether a URL that a server gave us may be used for an upload, in that way (`none` unless said); null where it may. */
  refusalOf(url: string, authorization?: Authorization): Failure | null
}

/** Where Box is, without version and without trailing slash: `/2.0` follows the first, `/api/2.0` the second. */
export interface BoxRoots {
  readonly apiUrl: string
  readonly uploadUrl: string
}

/** One account's way to its services. Roots are null where the account has no such service. */
export interface Connection {
  readonly account: string
  readonly http: HttpPort
  /** Without version and without trailing slash. */
  readonly graphUrl: string | null
  readonly box: BoxRoots | null
}

/** What a provider of Graph works with. */
export interface GraphConnection extends Connection {
  readonly graphUrl: string
}

/** What the provider of Box works with. */
export interface BoxConnection extends Connection {
  readonly box: BoxRoots
}

export interface Connections {
  /** Failures: `no-account` where the account's service isn't running, `signed-out`, `secrets-locked`. */
  connect(account: Account): Promise<Result<Connection>>
}
