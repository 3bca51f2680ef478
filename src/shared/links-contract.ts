/** The part of the contract about links that other people open a file with, after it is there. */

import * as z from 'zod'
import { Id, Nothing } from './contract-words.ts'
import { FailureView } from './failure.ts'
import { query, stream } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'

const linkKinds = ['view', 'edit'] as const
export const linkScopes = ['anyone', 'organization'] as const

/** What can be asked for here at all. */
export const LinkOffer = z.object({
  /** Kinds of destinations that have links: what stands before the colon of an address. */
  destinations: z.array(z.string()),
  /** What the administrator of this computer allows; empty: no links. */
  scopes: z.array(z.enum(linkScopes)),
  /** Every link ends after so many days at the latest; null: that isn't decided here. */
  mostDays: z.number().nullable(),
})
export type LinkOffer = z.infer<typeof LinkOffer>

export const SharedLinkView = z.object({
  url: z.string(),
  kind: z.enum(linkKinds),
  /** `people`: only who may see the file anyway. */
  scope: z.enum([...linkScopes, 'people']),
  /** ISO 8601 UTC; null: it has no end. */
  expiresAt: z.string().nullable(),
  hasPassword: z.boolean(),
})
export type SharedLinkView = z.infer<typeof SharedLinkView>

/** What came of one file: a link, or why there is none. */
export const LinkStep = z.object({
  id: z.string(),
  path: z.string(),
  link: SharedLinkView.nullable(),
  failure: FailureView.nullable(),
})
export type LinkStep = z.infer<typeof LinkStep>

const Wish = {
  kind: z.enum(linkKinds).default('view'),
  /** Absent: as the service's administrator has chosen for links of which nobody says it. */
  scope: z.enum(linkScopes).optional(),
  /** ISO 8601; absent: no end is asked for. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
}

export const linksContract = {
  offer: query({ in: Nothing, out: LinkOffer }),
  /**
   * A link to each of these files, or to all of a batch that are done, one after the other and in this order. A link that
   * is there already is handed out where it fits the wish, and never changed. Nothing of it is kept here.
   */
  make: stream({
    in: z.union([
      z.strictObject({ ids: z.array(Id).min(1).max(10_000), ...Wish }),
      z.strictObject({ batch: Id, ...Wish }),
    ]),
    out: LinkStep,
  }),
} as const satisfies Contract[string]
