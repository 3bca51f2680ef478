/** Signing in from a terminal: what a person has to open or type goes to stderr, so that stdout stays one answer. */

import type { AccountView, ConsentKind, LongshoreContract } from '../../shared/contract.ts'
import { FailureError, failure } from '../../shared/failure.ts'
import type { InputOf } from '../../shared/rpc-contract.ts'
import { type EngineClient, type Session, usage } from './session.ts'

export interface WayFlags {
  readonly deviceCode?: boolean | undefined
  readonly for?: readonly ConsentKind[] | undefined
}

type Request = InputOf<LongshoreContract['accounts']['authorize']>

/** Of this terminal's environment: the engine may be a daemon that was started in another one. */
const variables = { microsoft: 'LONGSHORE_MICROSOFT_CLIENT_ID', box: 'LONGSHORE_BOX_CLIENT_ID' } as const

export function clientIdOf({ world }: Session, kind: keyof typeof variables): { clientId?: string } {
  const found = world.env[variables[kind]]
  return found === undefined || found === '' ? {} : { clientId: found }
}

/** Where nobody is asked: the tokens are there already, or none are needed. */
export function refuseWay({ deviceCode, for: destinations }: WayFlags): void {
  if (deviceCode === true) throw usage('--device-code signs somebody in: there is nobody to sign in here.')
  if (destinations !== undefined) throw usage('--for says what a person is asked for: nobody is asked here.')
}

/** Ends with the account; Ctrl-C calls it off. */
export function signedIn(session: Session, account: Request['account'], way: WayFlags): Promise<AccountView> {
  const request: Request = {
    account,
    way: way.deviceCode === true ? 'device-code' : 'browser',
    ...(way.for !== undefined && { destinations: [...way.for] }),
    open: true,
  }
  return session.ask((client) => walk(session, client, request), 'once')
}

async function walk(session: Session, client: EngineClient, request: Request): Promise<AccountView> {
  const { terminal, signal } = session
  for await (const step of client.accounts.authorize(request, signal)) {
    if (step.step === 'done') return step.account
    if (step.step === 'code') {
      terminal.note(`Open this page on any device, and type the code ${step.code} there:`)
      terminal.note(step.url)
    } else {
      terminal.note(step.opened ? 'Sign in in the browser that was opened, or here:' : 'Open this to sign in:')
      terminal.note(step.url)
    }
  }
  throw new FailureError(failure('engine-unreachable', { detail: 'it ended while somebody signed in' }))
}
