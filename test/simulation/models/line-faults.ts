/** What can happen to one request between the two computers, as a table. */

/** What the network itself answers with, in place of the service. */
export interface OwnAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface LineFault {
  /** No connection comes about, with this error code. */
  readonly refused?: string
  /** The request's bytes go nowhere from here on: after so many of its body, or all of it. */
  readonly dropsBodyAfter?: number
  /** The connection breaks after so many bytes of the request's body. */
  readonly cutsBodyAfter?: number
  /** The service works on it, and of its answer nothing, or only so many bytes, arrive. */
  readonly answerBytes?: number
  /** What does not arrive is followed by silence instead of a reset. */
  readonly isSilent?: boolean
  /** ms more until the answer arrives */
  readonly answerAfterMs?: number
  /** ms more for each piece of the request's body */
  readonly pieceMs?: number
  /** The service gets it twice, and the second answer is the one that arrives. */
  readonly isDoubled?: boolean
  /** The service never sees it. */
  readonly answeredBy?: OwnAnswer
  /** The service works on it, and this arrives in place of its answer. */
  readonly replacedBy?: OwnAnswer
}

const html = { 'content-type': 'text/html' }
const signInPage = '<!doctype html><title>Harbour Wi-Fi</title><form action="/login">Accept the terms</form>'

function gateway(status: number, headers: Readonly<Record<string, string>> = {}): OwnAnswer {
  return { status, headers: { ...html, ...headers }, text: `<h1>${status}</h1>` }
}

export const lineFaults = {
  'name unknown': { refused: 'ENOTFOUND' },
  'connection refused': { refused: 'ECONNREFUSED' },
  'no route': { refused: 'ENETUNREACH' },
  'connection times out': { refused: 'ETIMEDOUT' },
  'request lost': { dropsBodyAfter: 0 },
  'request lost in silence': { dropsBodyAfter: 0, isSilent: true },
  'reset before the body': { cutsBodyAfter: 0 },
  'reset in the body': { cutsBodyAfter: 700 },
  'reset at the end of the body': { cutsBodyAfter: 4_900 },
  'silence in the body': { dropsBodyAfter: 700, isSilent: true },
  'answer lost': { answerBytes: 0 },
  'answer lost in silence': { answerBytes: 0, isSilent: true },
  'answer cut off': { answerBytes: 9 },
  'answer stalls': { answerBytes: 40, isSilent: true },
  'answer late': { answerAfterMs: 20_000 },
  'answer too late': { answerAfterMs: 100_000 },
  'answers overtake': { answerAfterMs: 900 },
  'slow line': { pieceMs: 4_000 },
  'line stands still': { pieceMs: 70_000 },
  doubled: { isDoubled: true },
  'gateway 500': { answeredBy: gateway(500) },
  'gateway 502': { answeredBy: gateway(502) },
  'gateway 503': { answeredBy: gateway(503) },
  'gateway 503 with a time': { answeredBy: gateway(503, { 'retry-after': '30' }) },
  'gateway 504': { answeredBy: gateway(504) },
  'gateway 429': { answeredBy: gateway(429, { 'retry-after': '20' }) },
  'gateway 429 without a time': { answeredBy: gateway(429) },
  'gateway 408': { answeredBy: gateway(408) },
  'applied, then 500': { replacedBy: gateway(500) },
  'applied, then 502': { replacedBy: gateway(502) },
  'applied, then 504': { replacedBy: gateway(504) },
  'applied, then 429': { replacedBy: gateway(429, { 'retry-after': '15' }) },
  'sign-in page': { answeredBy: { status: 200, headers: html, text: signInPage } },
  'sign-in page by redirect': {
    answeredBy: { status: 302, headers: { location: 'http://login.harbour.example/' }, text: '' },
  },
  'sign-in page as told': { answeredBy: { status: 511, headers: html, text: signInPage } },
  'proxy wants a password': { answeredBy: gateway(407) },
} as const satisfies Record<string, LineFault>

export type LineFaultName = keyof typeof lineFaults
