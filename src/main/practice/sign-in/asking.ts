import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { findClient } from './clients.ts'
import { parseClaims } from './demands.ts'
import { Parameters } from './form.ts'
import { challengeKind, isChallenge } from './pkce.ts'
import { entraSendsTo, isLoopback } from './redirects.ts'
import { Refusal } from './refusals.ts'
import type { Ask, Client } from './rows.ts'
import { parseScopes } from './scopes.ts'
import { findTenant, type Tenant } from './tenants.ts'

const prompts = ['login', 'none', 'consent', 'select_account'] as const
export type Prompt = (typeof prompts)[number]
const modes = ['query', 'fragment', 'form_post'] as const

/** Who asks and where to send them back: what has to be right before anything may be sent there. */
export interface Asker {
  readonly tenant: Tenant
  readonly client: Client
  readonly parameters: Parameters
  readonly back: Pick<Ask, 'redirectUri' | 'responseMode' | 'state'>
}

/** @param tenantName as it stands in the address */
export function requireTenant(tenantName: string): Tenant {
  const tenant = findTenant(tenantName)
  if (!tenant) throw new Refusal('unknownTenant', tenantName)
  return tenant
}

export function readAsker({ world }: Context, exchange: Exchange, tenantName: string): Asker {
  const parameters = new Parameters(exchange.query)
  const given = parameters.get('redirect_uri')
  exchange.entry.signIn = {
    clientId: parameters.get('client_id'),
    challenge: challengeKind(parameters.get('code_challenge'), parameters.get('code_challenge_method')),
    stateLength: parameters.get('state')?.length ?? 0,
    isLoopback: given !== null && isLoopback(given),
  }
  const tenant = requireTenant(tenantName)
  const twice = parameters.repeated.filter((name) => name === 'client_id' || name === 'redirect_uri')
  if (twice[0] !== undefined) throw new Refusal('repeated', twice[0])
  const clientId = parameters.required('client_id')
  const client = findClient(world, 'microsoft', clientId)
  if (!client) throw new Refusal('unknownClient', clientId)
  const redirectUri = parameters.required('redirect_uri')
  if (!entraSendsTo(client, redirectUri)) throw new Refusal('redirect', redirectUri)
  const wanted = parameters.get('response_mode')
  const responseMode = modes.find((mode) => mode === wanted) ?? 'query'
  return { tenant, client, parameters, back: { redirectUri, responseMode, state: parameters.get('state') } }
}

/** The rest of what was asked; from here on, what is wrong is told to the program. */
export function readAsk({ places, world }: Context, asker: Asker): { ask: Ask; prompt: Prompt | null } {
  const { tenant, client, back } = asker
  const parameters = asker.parameters.once()
  if (parameters.required('response_type') !== 'code') throw new Refusal('responseType')
  const mode = parameters.get('response_mode')
  if (mode !== null && mode !== back.responseMode) throw new Refusal('wrongValue', 'response_mode')
  const wish = parameters.get('prompt')
  const prompt = prompts.find((known) => known === wish) ?? null
  if (wish !== null && prompt === null) throw new Refusal('wrongValue', 'prompt')
  const challenge = parameters.get('code_challenge')
  const kind = challengeKind(challenge, parameters.get('code_challenge_method'))
  const isPublic = client.secret === null
  if (kind === 'plain' || (kind === 'none' && isPublic && world.switches.signInRequiresPkce))
    throw new Refusal('noPkce')
  if (challenge !== null && !isChallenge(challenge)) throw new Refusal('challenge')
  const wanted = parseScopes(parameters.required('scope'), places)
  const ask: Ask = {
    ...back,
    issuer: 'microsoft',
    tenant: tenant.name,
    clientId: client.clientId,
    challenge,
    cloud: wanted.cloud,
    scopes: wanted.names,
    claims: parseClaims(parameters.get('claims')),
    loginHint: parameters.get('login_hint'),
  }
  return { ask, prompt }
}
