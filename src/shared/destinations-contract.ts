/** The part of the contract about where files can go: looking there, before anything does. */

import * as z from 'zod'
import { AccountName, Address, Path, Template } from './contract-words.ts'
import { entryKinds } from './entry-kind.ts'
import { command, query } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'

/**
 * What an address leads to: a folder, one that would be made, an existing file that would be replaced, or a message, an
 * event or a task that files are attached to.
 */
export const DestinationView = z.object({
  /** Its one spelling: what to keep. */
  address: z.string(),
  account: z.string(),
  is: z.enum(['folder', 'new-folder', 'file', 'item']),
  /** The file's own name, or the item's subject; null for folders. */
  name: z.string().nullable(),
})
export type DestinationView = z.infer<typeof DestinationView>

/** What can be gone into, or uploaded to. Names and details are a service's, or a stranger's: never trusted. */
export const FolderView = z.object({
  kind: z.enum(entryKinds),
  name: z.string(),
  /** What to upload to; null where it only leads further. */
  address: z.string().nullable(),
  /** What to browse next; null where there is nothing further. */
  place: z.string().nullable(),
  /** Null where the destination doesn't tell. */
  hasChildren: z.boolean().nullable(),
  detail: z.string().nullable(),
  /** ISO 8601, a moment or a day alone: a message's last change, an event's begin, when a task is due. */
  at: z.string().nullable(),
})
export type FolderView = z.infer<typeof FolderView>

export const destinationsContract = {
  /** Asks the destination, and changes nothing. A failure says what is wrong with the address. */
  check: query({ in: z.strictObject({ to: Address, account: AccountName.optional() }), out: DestinationView }),
  /** What a template makes of files, without looking at any. Failures: `template-invalid`. */
  outcome: query({
    in: z.strictObject({
      template: Template,
      files: z
        .array(
          z.strictObject({
            /** Below what is named or watched, with slashes. */
            path: Path,
            /** When it was last modified, epoch ms; absent: now. */
            modifiedAt: z.number().optional(),
          }),
        )
        .max(20),
      /** What is named, or is watched. */
      root: Path.optional(),
    }),
    out: z.object({ placed: z.array(z.string()) }),
  }),
  /**
   * A page of what is in a place (an address, or a `place` of an entry); without one, where looking around begins. With
   * `search`: what has this in its name, below the place where the service can look there.
   */
  browse: query({
    in: z.strictObject({
      account: AccountName.optional(),
      place: Address.optional(),
      search: z.string().trim().min(1).max(200).optional(),
      /** Of the page before, for the same account, place and search. */
      cursor: z.string().max(256).optional(),
    }),
    out: z.object({ account: z.string(), folders: z.array(FolderView), cursor: z.string().nullable() }),
  }),
  /** Makes a folder in a place; one that is there already is as good. Failures: `name-not-allowed`, and the service's. */
  makeFolder: command({
    in: z.strictObject({ place: Address, name: z.string().min(1).max(1_000), account: AccountName.optional() }),
    out: FolderView,
  }),
  /** Where a link leads that somebody copied: a sharing link, or what a browser shows. */
  ofLink: query({
    in: z.strictObject({ link: z.string().min(1).max(8_192), account: AccountName.optional() }),
    out: DestinationView,
  }),
} as const satisfies Contract[string]
