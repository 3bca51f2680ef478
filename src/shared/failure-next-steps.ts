/**
 * Next steps for those whom the catalogue's own doesn't fit. It speaks of a transfer, which goes on by itself, and to people
 * in front of a terminal too. Texts may have the catalogue's `{placeholders}`.
 */

import type { FailureCode } from './failure.ts'

export const occasions = ['asked', 'onPage'] as const
export type Occasion = (typeof occasions)[number]

type NextSteps = Readonly<Partial<Record<FailureCode, string>>>

/** Whoever asked for something and was refused: nothing goes on by itself then. */
const asked: NextSteps = {
  'root-offline': 'Connect it again, then try again.',
  offline: 'Try again when the line is back.',
  interrupted: 'Try again.',
  throttled: 'Try again in some minutes.',
  'limit-used-up': 'Try again in some minutes.',
  'server-error': 'Try again in some minutes.',
  'bad-response': 'Check the address where you gave one, and try again.',
  'network-sign-in': 'Open any page in your browser and sign in there; then try again.',
  'disk-full-here': 'Free some space, then try again; nothing is lost.',
}

const answers = 'Keep both, replace the other one or skip this one. Or move the other one away and retry.'

/** Where there are buttons and screens for it. */
const onPage: NextSteps = {
  'name-taken': answers,
  'changed-at-destination': answers,
  'destination-refused': 'Retry; if it happens again, “What happened” among its details says more.',
  'same-name': 'Keep both under other names, or rename one of them.',
  'put-aside': 'The rest goes on. Retry tries it again; please report it with what its details list.',
  'signed-out': 'Sign in again; the transfer goes on by itself.',
  'consent-missing': 'Sign in again for it, on the Accounts screen; the transfer goes on by itself.',
  'no-account': 'Add one on the Accounts screen.',
  bug: 'Retry; and please report it with what its details list.',
  'client-id-missing':
    'Give its client id here, or on the Settings screen; docs/register-an-app.md says how to get one.',
  'client-secret-missing': 'Give it here; docs/register-an-app.md says where it is.',
  usage: 'Nothing was changed.',
  'account-unknown': 'It was removed meanwhile: the Accounts screen lists those that there are.',
  'account-ambiguous': 'Choose which.',
  'account-exists': 'Choose another name, or remove that one first.',
  'not-found': 'It was removed meanwhile.',
  'not-now': 'Nothing was changed.',
}

const all: Readonly<Record<Occasion, NextSteps>> = { asked, onPage }

/** In English; null where the catalogue's own fits. */
export function nextStepOn(occasion: Occasion, code: string): string | null {
  const steps: Readonly<Record<string, string>> = all[occasion]
  return Object.hasOwn(steps, code) ? (steps[code] ?? null) : null
}
