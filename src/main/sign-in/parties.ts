/** How each service is asked: where, for what, and where its browser comes back to. */

import * as oauth from 'oauth4webapi'
import { claimsWith } from '../../shared/claims.ts'
import { boxRedirect } from '../../shared/box-redirect.ts'
import type { ConsentKind } from '../../shared/contract.ts'
import { FailureError, failure } from '../../shared/failure.ts'
import type { Account } from '../engine/ports/account.ts'
import type { SignInAsk } from '../engine/ports/sign-in.ts'
import type { Party } from './exchange.ts'
import type { Redirect } from './loopback.ts'

interface Program {
  readonly clientId: string
  readonly clientSecret: string | null
}

interface Service {
  readonly name: string
  /** Null where the account has no such place. */
  serverOf(account: Account): { readonly server: oauth.AuthorizationServer; readonly roots: readonly string[] } | null
  redirectOf(ask: SignInAsk): Redirect
  /** Of the request in the browser, beside what every authorization has. */
  parametersOf(ask: SignInAsk): Readonly<Record<string, string>>
  /** Of every request for a token or a device's code. */
  claimsOf(ask: SignInAsk): Readonly<Record<string, string>>
  readonly hasDeviceCode: boolean
  /** Where an administrator allows the program for everybody of an organisation; null where there is no such page. */
  consentLinkOf(account: Account, clientId: string): string | null
}

/** Delegated permissions, the least that does it (graph.md F2). */
const scopes: Readonly<Record<ConsentKind, readonly string[]>> = {
  onedrive: ['Files.ReadWrite'],
  'other-drives': ['Files.ReadWrite.All'],
  sites: ['Sites.Read.All'],
  groups: ['GroupMember.Read.All'],
  outlook: ['Mail.ReadWrite', 'Calendars.ReadWrite'],
  todo: ['Tasks.ReadWrite'],
  print: ['PrintJob.ReadWrite', 'PrinterShare.ReadBasic.All', 'Printer.Read.All'],
}

/**
 * Of one cloud, each by the address of its Graph (graph.md F3); `offline_access` brings the refresh token, `User.Read`
 * says who it was.
 */
function scopeOf(destinations: readonly ConsentKind[], graphUrl: string): string {
  const wanted = ['User.Read', ...destinations.flatMap((kind) => scopes[kind])]
  return [...new Set(wanted)].map((scope) => `${graphUrl}/${scope}`).join(' ') + ' offline_access'
}

/** Microsoft's, version 2.0 (docs/identity-platform/v2-oauth2-auth-code-flow.md and v2-oauth2-device-code.md of entra-docs). */
const microsoft: Service = {
  name: 'Microsoft',
  serverOf({ loginUrl, graphUrl, tenant }) {
    if (loginUrl === null || graphUrl === null) return null
    const root = `${loginUrl}/${encodeURIComponent(tenant ?? 'common')}`
    const server = {
      issuer: `${root}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      token_endpoint: `${root}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
    }
    return { server, roots: [loginUrl] }
  },
  // `http://localhost` is what its pages let people register; it ignores the port (docs/identity-platform/reply-url.md).
  redirectOf: () => ({ host: 'localhost', port: 0, path: '/' }),
  parametersOf: (ask) => ({
    scope: scopeOf(ask.destinations, ask.account.graphUrl ?? ''),
    response_mode: 'query',
    claims: claimsWith(ask.claims),
    // Else a browser that remembers somebody would add the same account again.
    ...(ask.user === null ? { prompt: 'select_account' } : { login_hint: ask.user }),
  }),
  claimsOf: (ask) => ({ claims: claimsWith(ask.claims) }),
  hasDeviceCode: true,
  // docs/identity-platform/v2-admin-consent.md; whose organisation it is shows who signs in there.
  consentLinkOf({ loginUrl, tenant }, clientId) {
    const isOfMany = tenant === null || tenant === 'common' || tenant === 'consumers'
    const place = isOfMany ? 'organizations' : encodeURIComponent(tenant)
    return `${loginUrl}/${place}/adminconsent?client_id=${encodeURIComponent(clientId)}`
  },
}

/** Box (guides/authentication/oauth2/without-sdk.md; box-and-peers.md 1.13). It knows no scopes but those of its app. */
const box: Service = {
  name: 'Box',
  serverOf({ boxLoginUrl, boxUrl }) {
    if (boxLoginUrl === null || boxUrl === null) return null
    const server = {
      issuer: boxLoginUrl,
      authorization_endpoint: `${boxLoginUrl}/api/oauth2/authorize`,
      token_endpoint: `${boxUrl}/oauth2/token`,
      revocation_endpoint: `${boxUrl}/oauth2/revoke`,
    }
    return { server, roots: [boxUrl] }
  },
  redirectOf: ({ redirectPort }) => ({ ...boxRedirect, port: redirectPort }),
  parametersOf: () => ({}),
  claimsOf: () => ({}),
  hasDeviceCode: false,
  consentLinkOf: () => null,
}

const services = { microsoft, box }

function serviceOf({ kind }: Account): Service {
  if (kind === 'practice') throw unfit('The practice cloud needs no sign-in.')
  return services[kind]
}

function unfit(detail: string): FailureError {
  return new FailureError(failure('usage', { detail }))
}

/** @throws FailureError `usage` where the account's service can't be signed in to */
export function partyOf(account: Account, { clientId, clientSecret }: Program): Party {
  const service = serviceOf(account)
  const found = service.serverOf(account)
  if (found === null) throw unfit(`The account '${account.name}' has no place to sign in to.`)
  return {
    ...found,
    service: service.name,
    client: { client_id: clientId },
    consentLink: service.consentLinkOf(account, clientId),
    authentication: clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret),
  }
}

export function redirectOf(ask: SignInAsk): Redirect {
  return serviceOf(ask.account).redirectOf(ask)
}

export function parametersOf(ask: SignInAsk): Readonly<Record<string, string>> {
  return serviceOf(ask.account).parametersOf(ask)
}

export function claimsOf(ask: SignInAsk): Readonly<Record<string, string>> {
  return serviceOf(ask.account).claimsOf(ask)
}

/** @throws FailureError `usage` where the service has none */
export function requireDeviceCode({ account }: SignInAsk): void {
  const { hasDeviceCode, name } = serviceOf(account)
  if (!hasDeviceCode) throw unfit(`${name} has no sign-in by a code on another device; leave --device-code out.`)
}
