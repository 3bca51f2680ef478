/** Every way the local server says no, as one table. What a page or a person is told is written here and nowhere else. */

interface Rule {
  readonly status: number
  readonly message: string
  readonly nextStep: string
}

const openAnew = 'Run `longshore open` for a new link.'
const openHere = 'Open the link that `longshore open` prints.'

export const refusals = {
  'bad-request': { status: 400, message: 'That is no request that this server understands.', nextStep: openHere },
  'bad-host': { status: 403, message: 'This server does not answer to that name.', nextStep: openHere },
  'bad-origin': { status: 403, message: 'Another page asked, and that is not allowed.', nextStep: openHere },
  'bad-method': { status: 403, message: 'That method is not allowed.', nextStep: openHere },
  'not-found': { status: 404, message: 'There is nothing here.', nextStep: openHere },
  'login-needed': { status: 401, message: 'This browser is not let in (any more).', nextStep: openAnew },
  'token-needed': { status: 403, message: 'This page is not let in.', nextStep: openAnew },
  'code-refused': { status: 401, message: 'The link was used already, or is too old.', nextStep: openAnew },
  'too-many-tries': { status: 429, message: 'Too many wrong codes.', nextStep: `Wait a minute. ${openAnew}` },
  'timed-out': { status: 408, message: 'The request took too long.', nextStep: 'Try again.' },
  'too-large': { status: 413, message: 'The request is too large.', nextStep: 'Send less at once.' },
  'not-json': { status: 415, message: 'Only JSON is taken here.', nextStep: openHere },
  'upgrade-needed': { status: 426, message: 'Only a WebSocket is served here.', nextStep: openHere },
  'headers-too-large': { status: 431, message: 'The headers are too large.', nextStep: openHere },
  bug: { status: 500, message: 'Something went wrong inside Longshore.', nextStep: 'See `longshore logs`.' },
} as const satisfies Record<string, Rule>

export type RefusalCode = keyof typeof refusals

export interface RefusalBody {
  readonly code: RefusalCode
  readonly message: string
  readonly nextStep: string
}

export function refusalBody(code: RefusalCode): RefusalBody {
  const { message, nextStep } = refusals[code]
  return { code, message, nextStep }
}
