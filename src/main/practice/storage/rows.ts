/** What the practice cloud remembers. Plain rows: they are replaced, never changed in place. */

import type { CloudName } from '../clouds.ts'

export interface FileTimes {
  readonly createdDateTime: string
  readonly lastModifiedDateTime: string
}

export interface Content {
  readonly blob: string
  readonly size: number
  readonly quickXorHash: string
  readonly sha256: string
  /** Lower-case hex; only where the service knows it (Box). */
  readonly sha1?: string
  /** Hashes are shown from this (virtual) time on. */
  readonly hashesFrom: number
}

export interface Drive {
  readonly id: string
  readonly name: string
  readonly owner: { readonly kind: 'user' | 'site' | 'group'; readonly id: string }
  readonly rootId: string
  readonly webUrl: string
}

export interface Item {
  readonly id: string
  readonly driveId: string
  /** Null for a drive's root. */
  readonly parentId: string | null
  readonly name: string
  /** Null for a folder. */
  readonly content: Content | null
  /** Counts every change; the eTag ends with it. */
  readonly version: number
  /** Counts changes of content only; the cTag ends with it. */
  readonly contentVersion: number
  readonly createdDateTime: string
  readonly lastModifiedDateTime: string
  readonly fileSystemInfo: FileTimes
  readonly locked: boolean
  readonly visibleFrom: number
  readonly description?: string
}

export type BoxSessionState = 'open' | 'failed' | 'committed' | 'aborted' | 'expired'

/** A chunked upload to Box. Its parts lie in one blob, each at its offset. */
export interface BoxSession {
  readonly id: string
  readonly account: string
  readonly driveId: string
  readonly parentId: string
  readonly name: string
  /** Of the file that gets a new version; null for a new file. */
  readonly itemId: string | null
  readonly size: number
  readonly partSize: number
  /** Null once the session has ended. */
  readonly blob: string | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: BoxSessionState
  /** What the commit made. */
  readonly committedId: string | null
}

export interface BoxPart {
  readonly partId: string
  readonly sessionId: string
  readonly offset: number
  readonly size: number
  /** Lower-case hex. */
  readonly sha1: string
  /** Counts as processed from this (virtual) time on. */
  readonly processedFrom: number
}

export const conflictBehaviors = ['fail', 'replace', 'rename'] as const
export type ConflictBehavior = (typeof conflictBehaviors)[number]

export type SessionState = 'open' | 'awaiting-commit' | 'commit-failed' | 'complete' | 'cancelled' | 'expired'

export interface UploadSession {
  readonly id: string
  readonly secret: string
  readonly account: string
  readonly driveId: string
  readonly parentId: string
  readonly name: string
  /** Set where an existing item was addressed by its id. */
  readonly itemId: string | null
  /** The eTag or cTag the client asked for; the target must still have it at commit. */
  readonly ifMatch: string | null
  readonly conflict: ConflictBehavior
  readonly deferCommit: boolean
  readonly times: Partial<FileTimes>
  readonly blob: string
  readonly total: number | null
  readonly received: number
  readonly createdAt: number
  readonly expiresAt: number
  readonly tokenExpiresAt: number | null
  readonly state: SessionState
  /** Took a range whose length was no multiple of 320 KiB; such a session can't be committed. */
  readonly misaligned: boolean
  /** Dead on arrival: the first range finds nothing. */
  readonly stillborn: boolean
}

export const issuers = ['microsoft', 'box'] as const
/** Whose login host made a token. */
export type Issuer = (typeof issuers)[number]

/** What is known of a token's making. Those of control have none of it: they are good for every client and host. */
interface Origin {
  readonly issuer?: Issuer
  /** Whose Graph takes it. */
  readonly cloud?: CloudName
  readonly clientId?: string
  /** All that came of one sign-in. */
  readonly family?: string
  /** What the authorization carried, as JSON. */
  readonly claims?: string | null
  /** The refresh token that it came of and that ends once this is used, where the service does it so. */
  readonly ends?: string
}

export interface AccessToken extends Origin {
  readonly token: string
  readonly account: string
  readonly scopes: readonly string[]
  readonly issuedAt: number
  /** Null: does not expire. */
  readonly expiresAt: number | null
  readonly revoked: boolean
}

export interface RefreshToken extends Origin {
  readonly token: string
  readonly account: string
  readonly scopes: readonly string[]
  readonly used: boolean
  readonly revoked: boolean
  /** Absent where it does not expire. */
  readonly expiresAt?: number
  readonly issuedAt?: number
}
