import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { boxUser, me } from '../seed.ts'
import { accounts } from '../sign-in/accounts.ts'
import { findClient } from '../sign-in/clients.ts'
import { issueCode } from '../sign-in/codes.ts'
import { Parameters, readForm } from '../sign-in/form.ts'
import { choicePage, errorPage, sendBack } from '../sign-in/pages.ts'
import { endPending, pendingOf, waitForDecision } from '../sign-in/pending.ts'
import { isChallenge } from '../sign-in/pkce.ts'
import { boxSendsTo, isLoopback } from '../sign-in/redirects.ts'
import type { Ask, Client } from '../sign-in/rows.ts'

const title = 'Box did not sign you in'
const denied = { error: 'access_denied', error_description: 'The user denied access to your application' }

interface Trouble {
  readonly error: string
  readonly message: string
}

function repeated(name: string): Trouble {
  return { error: 'invalid_request', message: `${name} is there more than once` }
}

/** App scopes by Box's names; a program gets what its app was given (guides/api-calls/permissions-and-errors/scopes.md). */
const appScopes = ['root_readwrite']

/**
 * GET /api/oauth2/authorize (OAS get_authorize; guides/authentication/oauth2). A challenge is taken as Box's own CLI
 * sends it: SHA-256 without saying so (box-and-peers.md 1.13).
 */
export function boxAuthorize({ world }: Context, exchange: Exchange): Reply {
  const asked = new Parameters(exchange.query)
  const challenge = asked.get('code_challenge')
  const given = asked.get('redirect_uri')
  exchange.entry.signIn = {
    clientId: asked.get('client_id'),
    challenge: challenge === null ? 'none' : asked.get('code_challenge_method') === 'plain' ? 'plain' : 'S256',
    stateLength: asked.get('state')?.length ?? 0,
    ...(given !== null && { isLoopback: isLoopback(given, ['localhost', '127.0.0.1', '[::1]']) }),
  }
  const fatal = asked.repeated.find((name) => name === 'client_id' || name === 'redirect_uri')
  if (fatal !== undefined) return errorPage(title, repeated(fatal))
  const client = findClient(world, 'box', asked.get('client_id') ?? '')
  if (asked.get('client_id') === null || !client) {
    return errorPage(title, { error: 'invalid_client', message: 'The client_id is missing or not known.' })
  }
  const redirectUri = whereTo(client, given, world.switches.boxExactPorts)
  if (typeof redirectUri !== 'string') return errorPage(title, redirectUri)
  const back = { redirectUri, responseMode: 'query', state: asked.get('state') } as const
  const refuse = (error: string, text: string) =>
    sendBack(back, { error, error_description: text }, { afterPost: false })
  const [twice] = asked.repeated
  if (twice !== undefined) return refuse('invalid_request', repeated(twice).message)
  if (asked.get('response_type') !== 'code') return refuse('unsupported_response_type', 'response_type must be "code"')
  const method = asked.get('code_challenge_method')
  if ((method !== null && method !== 'S256') || (challenge !== null && !isChallenge(challenge))) {
    return refuse('invalid_request', 'code_challenge must be a SHA-256 in base64url')
  }
  const scopes = (asked.get('scope') ?? appScopes.join(' ')).split(' ')
  if (!scopes.every((scope) => appScopes.includes(scope))) return refuse('invalid_scope', 'The scope is not known')
  const ask: Ask = {
    ...back,
    issuer: 'box',
    tenant: '',
    clientId: client.clientId,
    challenge,
    scopes,
    claims: null,
    loginHint: null,
  }
  const mode = world.switches.signInConsent
  if (mode === 'deny') return sendBack(ask, denied, { afterPost: false })
  if (mode === 'allow') return grant(world, exchange, ask, false)
  const id = waitForDecision(world, { ask, device: null })
  const people = accounts.filter((person) => person.id === me.id)
  return choicePage({
    id,
    clientId: ask.clientId,
    scopes,
    people,
    marked: me.id,
    leadsTo: redirectUri,
    action: '/api/oauth2/decide',
  })
}

/** Where the browser is sent back to: what was asked for, or the one that is registered. */
function whereTo(client: Client, given: string | null, exactPorts: boolean): string | Trouble {
  const [only, ...others] = client.redirects ?? []
  if (given === null) {
    if (only !== undefined && others.length === 0) return only
    return { error: 'redirect_uri_missing', message: 'The redirect_uri is missing, and there is not just one.' }
  }
  if (boxSendsTo(client, given, exactPorts)) return given
  return { error: 'redirect_uri_mismatch', message: 'The redirect_uri is none of those of the application.' }
}

/** POST /api/oauth2/decide: what was pressed on the page. */
export async function boxDecision({ world }: Context, exchange: Exchange): Promise<Reply> {
  const form = await readForm(exchange)
  const pending = pendingOf(world, form.get('request') ?? '')
  if (pending?.ask?.issuer !== 'box') {
    return errorPage(title, { error: 'expired', message: 'This page was used before or is too old. Begin again.' })
  }
  const { ask } = pending
  endPending(world, pending)
  exchange.entry.signIn = { clientId: ask.clientId }
  if (form.get('decision') === 'allow' && form.get('account') === me.id) return grant(world, exchange, ask, true)
  return sendBack(ask, denied, { afterPost: true })
}

function grant(world: Context['world'], exchange: Exchange, ask: Ask, afterPost: boolean): Reply {
  exchange.entry.account = boxUser.id
  const { code } = issueCode(world, ask, me.id)
  return sendBack(ask, { code }, { afterPost })
}
