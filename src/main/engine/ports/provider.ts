/**
 * What the engine asks of a destination. A provider never retries, never waits, never logs an error and never
 * touches the store: it makes one call and returns what it learnt. Only the engine's planner decides what that means.
 */

import type { BrowsePlace } from '../../../shared/browse-place.ts'
import type { EntryKind } from '../../../shared/entry-kind.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Digest, DigestAlgorithm } from '../../../shared/transfer.ts'
import type { LinkWish, SharedLink } from './share.ts'

/** A half-open byte interval `[start, end)`. It becomes an inclusive `Content-Range` in one function of a provider. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Where one file goes. Names are literal, never percent-encoded. */
export interface Target {
  /** The address as it was given, for instance `onedrive:/Scans`. */
  readonly destination: string
  /** Folders below the address, outermost first. */
  readonly folders: readonly string[]
  /** The name that we chose. The destination never chooses one. Ignored where the address names an item itself. */
  readonly name: string
}

/** Numbers and abilities of a destination, as data. Each number stands in the provider's `limits.ts` with its source. */
export interface Capabilities {
  /** The hash that the destination tells of its files (or that is made by reading them back), or null. */
  readonly digest: DigestAlgorithm | null
  /** The destination tells no exact size and no hash: `lookById` reads the file back, other answers know neither. */
  readonly readsBack: boolean
  /**
   * With `readsBack`: somebody wants no file read back that was just taken. Whether one is ours whose answer was lost is still
   * told by its content: else it might be attached twice. Absent: false.
   */
  readonly trustsAnswers?: boolean
  /** Whether it has folders. Where not, every file is an attachment or a document of its own, wherever it came from. */
  readonly hasFolders: boolean
  /** Whether an item can get new content. Where not, what is there is kept, and a new file goes beside it. */
  readonly replaces: boolean
  /**
   * Whether what was made can be found again later. Where not (a printed job), a file whose session is gone after its
   * last byte may have been made and forgotten: it isn't sent again without a person.
   */
  readonly keepsItems: boolean
  /**
   * Ranges, single requests and commits say the digest (of the algorithm `digest`) of what they bring, which is
   * therefore made from disk before they are sent; and the ranges that are there are listed with theirs.
   */
  readonly digestsFirst: boolean
  readonly maxFileBytes: number
  /** Files up to this size go in one request; 0 where there is no such request. An empty file always goes that way. */
  readonly maxSinglePutBytes: number
  /** A single request is refused above this size; used when a session is no way (a name held by a lost one). */
  readonly hardSinglePutBytes: number
  /** Every range but the last has a multiple of this length. Starts need not be aligned. */
  readonly rangeAlignmentBytes: number
  readonly maxRangeBytes: number
  /** Range length to begin with. */
  readonly startRangeBytes: number
  /**
   * How many ranges may be in flight at once; 1 means strictly in order. Above 1 an answer speaks of its own range only
   * (`part`).
   */
  readonly parallelRanges: number
  /** A session is dead this long after it was opened, whatever its expiry says; null where there is no such clock. */
  readonly sessionLifetimeMs: number | null
  /** What the service counts for all transfers to this place together; null where it says nothing of the kind. */
  readonly shared: SharedLimit | null
  /** Whether the destination may rewrite a file of this name after it accepted it. */
  rewrites(name: string): boolean
  /** Names that are one to the destination have one key: `A.txt` and `a.txt`, say. Null where names mean nothing. */
  nameKey(name: string): string | null
}

/** What a place still takes. Null: nobody knows. */
export interface Room {
  readonly bytes: number | null
  readonly files: number | null
  /** Whether what is more would be refused; else it may be. */
  readonly isCertain: boolean
  /** What this very place doesn't take, as it said when it was asked: beside the rules of `preflight`. Pure. */
  refuses(target: Target): Failure | null
}

export const unknownRoom: Room = { bytes: null, files: null, isCertain: false, refuses: () => null }

/** Limits that hold for a place and not for a file: a mailbox. */
export interface SharedLimit {
  /** What is counted together, within one account. */
  readonly place: string
  /** at once */
  readonly requests: number
  /** Bytes on the wire within `windowMs`. */
  readonly windowBytes: number
  readonly windowMs: number
  /** What a byte of a file costs in a single request: it may travel as text. */
  readonly singlePutCost: number
}

export interface RemoteItem {
  readonly id: string
  readonly name: string
  /** bytes */
  readonly size: number
  /** False: the destination doesn't tell its size, and `size` says nothing. */
  readonly isSizeTold?: false | undefined
  readonly eTag: string | null
  /** Null where the destination has none, or none yet. */
  readonly hash: Digest | null
  readonly webUrl: string | null
  /** Modified time as the destination keeps it, epoch ms. */
  readonly modifiedAt: number | null
  readonly isFolder: boolean
  /** The address named this very file (by id): it is always replaced, and the target's own name means nothing. */
  readonly isAddressed: boolean
  /** Where names are not unique: ids of the others that have this one. */
  readonly alike?: readonly string[] | undefined
}

/**
 * Make a new file, or a new version of exactly this one. `eTag` null: replace whatever version is there.
 * A server is never asked to rename.
 */
export type Intent =
  | { readonly kind: 'new' }
  | { readonly kind: 'replace'; readonly itemId: string; readonly eTag: string | null }

export interface Content {
  /** bytes */
  readonly size: number
  /** epoch ms */
  readonly modifiedAt: number
}

/** What a session that has every byte is to become. */
export interface WholeContent extends Content {
  /** Of the whole file, where `digestsFirst`; else null. */
  readonly digest: Digest | null
}

/** A destination's temporary place for our bytes. */
export interface SessionHandle {
  /** The upload URL or id. A bearer secret: sealed at rest, never logged, never shown. */
  readonly secret: string
  /** epoch ms, as the destination said; a hint only: the destination is asked. */
  readonly expiresAt: number | null
}

export interface OpenedSession extends SessionHandle {
  /**
   * What the destination wants, ascending; `[{start: 0, end: size}]` for a fresh session. Null: one that was there
   * before (ours, whose answer was lost); it is asked for its position.
   */
  readonly missing: readonly Range[] | null
  /**
   * The same for the same session, whoever is told of it, and no secret. Given by destinations that may answer with a
   * session that was there before: it may be that of another transfer of ours.
   */
  readonly id?: string
}

/** A range that is there, with the digest that the destination tells of it. */
export interface Part {
  readonly range: Range
  readonly digest: Digest
}

export interface Position {
  /**
   * Ascending, not overlapping, clamped to the file. Empty: it has every byte and waits for the commit. Null: this
   * destination can't be asked, not even whether the session lives; what it acknowledged is all there is to know.
   */
  readonly missing: readonly Range[] | null
  readonly expiresAt: number | null
  /** Where `digestsFirst`: what is there, in the order of bytes. */
  readonly parts?: readonly Part[]
  /** The session was there before we asked for one: what is in it may be somebody else's, who is still filling it. */
  readonly isAdopted?: boolean
}

/**
 * The answer to one range. `more`: what is missing now (null: accepted, but that was not told; ask for the position).
 * `part`: this range is there, and nothing is said about others. `stored`: it was the last one and made the file.
 */
export type RangeAnswer =
  | { readonly kind: 'part' }
  | { readonly kind: 'more'; readonly missing: readonly Range[] | null; readonly expiresAt: number | null }
  | { readonly kind: 'stored'; readonly item: RemoteItem }

/** Bytes on their way. `pieces` can be called once; a piece is only valid until the next one is asked for. */
export interface Body {
  /** bytes; sent as Content-Length. A body that ends early or runs over is an error, never padded or cut. */
  readonly length: number
  /** Of exactly these bytes, where the destination's `digestsFirst` asks for it; else null. */
  readonly digest: Digest | null
  pieces(): AsyncIterable<Uint8Array>
}

/** What can be gone into, or uploaded to: a folder, a draft message, a list of tasks. */
export interface FolderEntry {
  readonly kind: EntryKind
  readonly name: string
  /** What to upload to; null where it only leads further. */
  readonly address: string | null
  /** What to browse to see what is in it; null where nothing can be. See `shared/browse-place.ts`. */
  readonly place: string | null
  /** Whether anything is in it; null where that isn't told. */
  readonly hasChildren: boolean | null
  /** What tells it from others of its name: whom a message goes to. The service's own words; null where there is none. */
  readonly detail: string | null
  /**
   * ISO 8601, a moment in UTC or a day alone: a message's last change, an event's begin, when a task is due. Null where
   * it isn't told.
   */
  readonly at: string | null
}

export interface FolderPage {
  /** In the destination's order. May be empty although there are more pages: files are left out. */
  readonly folders: readonly FolderEntry[]
  /** Where the next page is: the destination's own link. It never leaves the engine. Null: that was all. */
  readonly next: string | null
}

/** A page of the names that a folder has. */
export interface NamesPage {
  readonly folders: readonly string[]
  /** Of everything else: a file's name is taken by any of these, and by a folder's. */
  readonly files: readonly string[]
  /** As of `FolderPage`. */
  readonly next: string | null
}

export interface Call {
  readonly signal: AbortSignal
  /** Told while it stands behind other calls of ours, before anything is asked. */
  readonly waits?: (isWaiting: boolean) => void
  /**
   * Why nothing more may be asked for the account now; null: go on. What others were told meanwhile holds before the next
   * request of a call that makes several.
   */
  readonly held?: () => Failure | null
  /**
   * Of a look: that nobody has the name may be some seconds old, since whoever asks goes on with a request that fails where
   * it is taken by then. Never after an answer was lost.
   */
  readonly lately?: true
}

/**
 * One account at one kind of destination. Expected failures by verb (others of the catalogue may come from any):
 *
 * - `offline`: certainly not applied. `interrupted`, `server-error`, `bad-response`: may have been applied.
 * - `throttled` (with `notBefore`), `signed-out`, `destination-denied`, `unsafe-redirect`, `tls-untrusted`
 * - `open`, `put`: `name-taken`, `name-held-by-lost-session`, `changed-at-destination` (If-Match failed),
 *   `destination-gone` (the folder is not there), `destination-full`, `destination-locked`, `name-not-allowed`,
 *   `other-way-only` (`open`: too small for a session; `put`: too large for one request)
 * - `position`, `send`, `commit`: `session-lost`, `out-of-step`, and those of `open`
 * - `send`, `put`: `arrived-damaged` (what arrived has another digest than was said)
 * - `inspect`, `room`: `place-not-shown` (it may take files, and this account may not look at it)
 * - `commit`: `not-finishing` (it has every byte and doesn't go on, against its own rules: bounded by attempts),
 *   `still-finishing` (with `notBefore`: it is at work, for as long as it says so; without, where
 *   `digestsFirst`: believed for a few minutes, then it is asked for its position), `content-differs` (the whole has another digest)
 * - `look`: `type-not-supported`
 */
export interface Provider {
  readonly kind: string
  /** @param session the one that is there: a destination may say with a session how long its ranges are */
  capabilities(target: Target, session?: SessionHandle | null): Capabilities
  /** Names, path length and size against the destination's rules, before a byte is sent. Pure. */
  preflight(target: Target, size: number): Failure | null
  /**
   * The same file under the nearest names, of it and of its folders, that `preflight` takes; null where there are none.
   * Pure. A target that nothing is wrong with comes back as it is.
   */
  allowed(target: Target): Target | null
  /** What the place still takes, where that has to be asked. Changes nothing. Failures: those of `inspect`. */
  room(destination: string, call: Call): Promise<Result<Room>>
  /** Whether the address names an existing file, whose name and place are its own. Asks the destination where it must. */
  look(target: Target, call: Call): Promise<Result<RemoteItem | null>>
  /** The item by its id; null where it is gone. */
  lookById(target: Target, itemId: string, call: Call): Promise<Result<RemoteItem | null>>
  /**
   * What an address leads to, for those who only want to know: a folder, a file that it names or that is in its way, or
   * null where a folder would be made. Changes nothing. `destination-gone`: not even what it begins with is there.
   */
  inspect(destination: string, call: Call): Promise<Result<RemoteItem | null>>
  /**
   * A page of what is in a place (an address, or a list of `shared/browse-place.ts`): the first one, or the one that
   * `next` of an earlier page leads to. `unsafe-redirect`: the destination wants us to go on somewhere else.
   */
  browse(place: string, next: string | null, call: Call): Promise<Result<FolderPage>>
  /** Places by their name, in a place and whatever is below it; absent: there is no such question. */
  search?(place: string, text: string, next: string | null, call: Call): Promise<Result<FolderPage>>
  /**
   * The address of what a link of the service's own leads to: a sharing link, or what a browser shows. Null: it is no link
   * of this service. Failures: `destination-gone`, `destination-denied`.
   */
  addressOfLink?(link: string, call: Call): Promise<Result<string | null>>
  /**
   * What the folders of a target have in them now, for those who want to know before; absent: nobody can tell. Ignores the
   * target's name. `destination-gone`: the folder isn't there.
   */
  names?(target: Target, next: string | null, call: Call): Promise<Result<NamesPage>>
  /** Makes the target's folders where they are missing. Finding them there is a success. */
  makeFolders(target: Target, call: Call): Promise<Result<void>>
  open(target: Target, content: Content, intent: Intent, call: Call): Promise<Result<OpenedSession>>
  position(session: SessionHandle, size: number, call: Call): Promise<Result<Position>>
  send(session: SessionHandle, range: Range, size: number, body: Body, call: Call): Promise<Result<RangeAnswer>>
  /**
   * Turns a session that has every byte into a file: after a deferred or a failed commit, and where that is a request
   * of its own. `still-finishing`: the destination is at it; the same again later, from `notBefore` on.
   */
  commit(
    session: SessionHandle,
    target: Target,
    content: WholeContent,
    intent: Intent,
    call: Call,
  ): Promise<Result<RemoteItem>>
  /** Deletes a session. One that is already gone is a success. */
  abandon(session: SessionHandle, call: Call): Promise<Result<void>>
  /** A whole file in one request. */
  put(target: Target, content: Content, intent: Intent, body: Body, call: Call): Promise<Result<RemoteItem>>
  /**
   * A link to an item by its id: the one that is there, else a new one; absent: this destination has no links. One that is
   * there is never changed. Asking again after an unknown outcome is safe: it finds what the lost answer made.
   * Failures: `link-exists-otherwise`, `link-not-allowed`, `destination-gone`, `throttled`, `signed-out`.
   */
  share?(target: Target, itemId: string, wish: LinkWish, call: Call): Promise<Result<SharedLink>>
}

export interface Providers {
  /** The provider that serves this address with this account. Failures: `no-account`, `address-not-supported`, `signed-out`. */
  serving(account: string, destination: string): Promise<Result<Provider>>
  /** The same for a place that is only looked into. */
  browsing(account: string, place: BrowsePlace): Promise<Result<Provider>>
}
