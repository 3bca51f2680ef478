/** What went wrong on the line, in the engine's words. The question is always: may it have been applied? */

import { failure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import { LocalAddressError } from './lookup.ts'

/** No connection came about: whatever was to be sent was certainly not applied. */
export class NotConnectedError extends Error {
  constructor(cause: unknown) {
    super('not connected', { cause })
  }
}

/** Nobody says by which way to go, or only ways that we can't take. Nothing was sent. */
export class NoRouteError extends Error {}

type ProxyTrouble =
  /** It wasn't reached, or hung up before it said anything: nothing was sent, and another way may be tried. */
  | { readonly kind: 'unreached'; readonly cause: unknown }
  /** It answered, and lets us not through. */
  | { readonly kind: 'refused'; readonly status: number }

/** Between us and a proxy: whatever was to be sent was certainly not applied. */
export class ProxyError extends Error {
  readonly proxy: string
  readonly trouble: ProxyTrouble

  /** @param proxy its origin */
  constructor(proxy: string, trouble: ProxyTrouble) {
    super('no way through the proxy', trouble.kind === 'unreached' ? { cause: trouble.cause } : {})
    this.proxy = proxy
    this.trouble = trouble
  }
}

/** Whether the next way may be tried in the place of this one. */
export function isBeforeProxy(error: unknown): boolean {
  return error instanceof NoRouteError || (error instanceof ProxyError && error.trouble.kind === 'unreached')
}

/** We cut the connection ourselves; `words` say why. */
export class CutError extends Error {
  readonly failure: Failure | null

  constructor(words: string, found: Failure | null = null) {
    super(words)
    this.failure = found
  }
}

/** Codes of Node's TLS and OpenSSL: somebody else signed, or not for this name, or not for today. */
const untrusted: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'an authority unknown here signed it',
  UNABLE_TO_GET_ISSUER_CERT: 'an authority unknown here signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'an authority unknown here signed it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'an authority unknown here signed it',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: "its certificate is not valid yet; is this computer's clock right?",
  CERT_REVOKED: 'its certificate was revoked',
  CERT_UNTRUSTED: 'its certificate is not trusted',
  CERT_REJECTED: 'its certificate was rejected',
  INVALID_CA: 'an invalid authority signed it',
  INVALID_PURPOSE: 'its certificate is for another purpose',
  HOSTNAME_MISMATCH: 'its certificate is for another host',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
}

/** What a page in the place of a handshake looks like to TLS: a network that wants somebody to sign in first, mostly. */
const noTls =
  'what answers there is not TLS; a sign-in page of this network may be in between: open any page in your browser'

const oldTls = 'it speaks only an outdated kind of TLS, which protects nothing'

const words: Readonly<Record<string, string>> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: oldTls,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: oldTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_HTTP_REQUEST: noTls,
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  EHOSTUNREACH: 'there is no way to it',
  EHOSTDOWN: 'it is down',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_SOCKET: 'the connection was closed',
  UND_ERR_INFO: 'the connection was closed',
}

export function failureOf(error: unknown, host: string): Failure {
  if (error instanceof CutError) return error.failure ?? failure('interrupted', { host, detail: error.message })
  if (error instanceof NoRouteError) return failure('offline', { host, detail: error.message })
  if (error instanceof ProxyError) return proxyFailure(error, host)
  if (error instanceof NotConnectedError) {
    const cause = firstOf(error.cause)
    if (cause instanceof LocalAddressError) return failure('unsafe-upload-address', { host })
    const reason = untrusted[codeOf(cause)]
    if (reason !== undefined) return failure('tls-untrusted', { host, detail: reason })
    return failure('offline', { host, detail: wordsFor(cause, 'no connection came about') })
  }
  return failure('interrupted', { host, detail: wordsFor(firstOf(error), 'the connection broke') })
}

/** By the answer to CONNECT (RFC 9110 section 15, RFC 6585 section 6): whose business it is. */
function proxyFailure({ proxy, trouble }: ProxyError, host: string): Failure {
  if (trouble.kind === 'unreached') {
    const cause = causeOf(trouble.cause)
    const reason = untrusted[codeOf(cause)]
    if (reason !== undefined) return failure('tls-untrusted', { host: new URL(proxy).host, detail: reason })
    const detail = wordsFor(cause, 'no connection came about')
    return failure('offline', { host, detail: `of its proxy ${proxy}: ${detail}` })
  }
  const { status } = trouble
  if (status === 407) return failure('proxy-auth-required', { proxy })
  if (status === 511) return failure('network-sign-in', { host })
  if (status >= 500 || status === 408 || status === 429) {
    return failure('offline', { host, detail: `its proxy ${proxy} answered ${status}` })
  }
  return failure('proxy-refused', { host, proxy, detail: `status ${status}` })
}

/** undici wraps what went wrong in its own errors. */
function causeOf(error: unknown): unknown {
  const first = firstOf(error)
  const isWrapped = first instanceof Error && first.cause instanceof Error && !(codeOf(first) in untrusted)
  return isWrapped ? causeOf(first.cause) : first
}

function wordsFor(error: unknown, otherwise: string): string {
  const code = codeOf(error)
  if (words[code] !== undefined) return words[code]
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) return `no secure connection came about, ${code}`
  return code === '' ? otherwise : `${otherwise}, ${code}`
}

/** Several addresses were tried: the first one's trouble speaks for all. */
function firstOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors[0]
  return error
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
