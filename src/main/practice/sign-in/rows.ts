/** What signing in remembers, by the tables of the ledger. */

import type { CloudName } from '../clouds.ts'
import type { Issuer } from '../storage/rows.ts'

/** A program that somebody registered. */
export interface Client {
  readonly clientId: string
  readonly issuer: Issuer
  /** Null: any loopback address. */
  readonly redirects: readonly string[] | null
  /** Null at Microsoft: a public client. Null at Box: any secret will do. */
  readonly secret: string | null
  /** Whom it signs in, at Microsoft. */
  readonly audience: 'all' | 'work' | 'personal'
}

/** What a browser came with and a person has to decide on. */
export interface Ask {
  readonly issuer: Issuer
  /** The tenant's name in the address; empty at Box. */
  readonly tenant: string
  /** Whose Graph is wanted; absent at Box. */
  readonly cloud?: CloudName
  readonly clientId: string
  readonly redirectUri: string
  readonly responseMode: 'query' | 'fragment' | 'form_post'
  readonly state: string | null
  readonly challenge: string | null
  readonly scopes: readonly string[]
  /** As JSON. */
  readonly claims: string | null
  readonly loginHint: string | null
}

/** A page that waits for Allow or Deny; `device` where it is about a device. */
export interface Pending {
  readonly id: string
  readonly ask: Ask | null
  readonly device: string | null
  readonly expiresAt: number
}

export interface Code {
  readonly code: string
  readonly issuer: Issuer
  readonly cloud?: CloudName
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string | null
  readonly scopes: readonly string[]
  readonly account: string
  readonly claims: string | null
  /** All that comes of one sign-in. */
  readonly family: string
  readonly expiresAt: number
  readonly used: boolean
}

export interface Device {
  readonly deviceCode: string
  readonly userCode: string
  readonly tenant: string
  readonly cloud?: CloudName
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly expiresAt: number
  /** Seconds. */
  readonly interval: number
  readonly lastPoll: number | null
  readonly state: 'pending' | 'declined' | 'done'
  /** Who has allowed it; null until then. */
  readonly account: string | null
}

/** What an account has allowed a program. */
export interface Consent {
  readonly clientId: string
  readonly account: string
  readonly scopes: readonly string[]
}

/** Who is signed in in one browser. */
export interface BrowserSession {
  readonly id: string
  readonly accounts: readonly string[]
}

/** What an administrator has renamed somebody to, by their id, which stays. */
export interface NewName {
  readonly login: string
}

export const demandKinds = ['mfa', 'claims', 'password', 'idle', 'blocked', 'disabled'] as const
export type DemandKind = (typeof demandKinds)[number]

/** What stands between an account and its tokens since some moment. */
export interface Demand {
  readonly account: string
  readonly kind: DemandKind
  readonly since: number
  /** As JSON; what an authorization has to carry. */
  readonly claims: string | null
  /** A refresh that carries the claims is enough. */
  readonly silently: boolean
  readonly authorizationUri: string | null
}

export const tables = {
  client: 'sign-in-client',
  pending: 'sign-in-pending',
  code: 'sign-in-code',
  device: 'sign-in-device',
  consent: 'sign-in-consent',
  session: 'sign-in-session',
  demand: 'sign-in-demand',
  name: 'sign-in-name',
} as const
