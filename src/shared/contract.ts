/**
 * THE contract: every query, command and stream between the engine and its faces. Handlers, the preload bridge, the
 * renderer's client, the command line's client and the tests' mocks are derived from this one object.
 *
 * The queue is never sent whole: pages of at most 200, tallies, and streams of what a face follows.
 */

import * as z from 'zod'
import { AccountName, Address, Id, Nothing, Path, Template } from './contract-words.ts'
import { favouritesContract } from './favourites-contract.ts'
import { destinationsContract } from './destinations-contract.ts'
import { AskDiagnostics, DiagnosticsParts } from './diagnostics.ts'
import { FailureView } from './failure.ts'
import { ProtectSecrets, SecretsView } from './protection.ts'
import { PolicyView } from './policy-view.ts'
import { linksContract } from './links-contract.ts'
import { command, query, stream } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'
import { ProxyLogin } from './proxy-choice.ts'
import { Fixes, PreflightReport, noFixes } from './preflight.ts'
import { QueueFilter, QueueGoal, exportFormats, queueOrders } from './queue-filter.ts'
import { SettingView } from './setting-view.ts'
import { Standing } from './standing.ts'
import { ConflictChoice, ConflictPolicy, Tallies, TransferView } from './transfer.ts'
import { watchesContract } from './watches-contract.ts'

const maxPage = 200

export const accountKinds = ['microsoft', 'box', 'practice'] as const
export const clouds = ['global', 'us-gov', 'us-dod', 'china'] as const

export const AccountView = z.object({
  name: z.string(),
  kind: z.enum(accountKinds),
  /** Who signed in, as the service says it; null until known. */
  user: z.string().nullable(),
  cloud: z.string(),
  /** `not-allowed`: the administrator doesn't allow it (any more). */
  state: z.enum(['ready', 'signed-out', 'secrets-locked', 'not-allowed']),
})
export type AccountView = z.infer<typeof AccountView>

/** Tokens as `--token-file` holds them; read once and not kept in that form. */
export const TokenFile = z.object({
  accessToken: z.string().min(1).max(65_536),
  expiresAt: z.union([z.iso.datetime({ offset: true }), z.number()]).optional(),
  refreshToken: z.string().min(1).max(65_536).optional(),
})
export type TokenFile = z.infer<typeof TokenFile>

const Root = z.string().max(2_048)
const ClientSecret = z.string().min(1).max(4_096)

/** Which of them an account takes depends on its kind. */
export const AddAccount = z.strictObject({
  kind: z.enum(accountKinds),
  name: AccountName.optional(),
  cloud: z.enum(clouds).optional(),
  tenant: z.string().max(128).optional(),
  clientId: z.string().max(128).optional(),
  /** Of the app registration; sealed at once, and never given back. */
  clientSecret: ClientSecret.optional(),
  graphUrl: Root.optional(),
  loginUrl: Root.optional(),
  boxUrl: Root.optional(),
  boxUploadUrl: Root.optional(),
  boxLoginUrl: Root.optional(),
  tokens: TokenFile.optional(),
})
export type AddAccount = z.infer<typeof AddAccount>

/** What an account of Microsoft is asked for, one kind of destination at a time; more can be asked for later. */
export const consentKinds = ['onedrive', 'other-drives', 'sites', 'groups', 'outlook', 'todo', 'print'] as const
export type ConsentKind = (typeof consentKinds)[number]

/** What happens while a person signs in; `done` is the last. */
export const SignInStep = z.discriminatedUnion('step', [
  /** To be opened in the system's browser; `opened`: the engine has started it. */
  z.object({ step: z.literal('browser'), url: z.string(), opened: z.boolean() }),
  /** To be typed at `url`, on any device. ISO 8601 UTC. */
  z.object({ step: z.literal('code'), code: z.string(), url: z.string(), expiresAt: z.string() }),
  z.object({ step: z.literal('done'), account: AccountView }),
])
export type SignInStep = z.infer<typeof SignInStep>

const Authorize = z.strictObject({
  /** A new one, or one that is there. */
  account: z.union([
    AddAccount.omit({ tokens: true }),
    z.strictObject({ again: AccountName, clientSecret: ClientSecret.optional() }),
  ]),
  way: z.enum(['browser', 'device-code']).default('browser'),
  /** Microsoft only. Absent: OneDrive for a new account, what it was asked for so far for one that is there. */
  destinations: z.array(z.enum(consentKinds)).min(1).max(consentKinds.length).optional(),
  /** The engine opens the system's browser itself; a page in a browser shows a link instead. */
  open: z.boolean().default(false),
})
export type Authorize = z.output<typeof Authorize>

const Page = z.object({ transfers: z.array(TransferView), cursor: z.string().nullable() })

const Chosen = z.strictObject({ ids: z.array(Id).min(1).max(10_000) })
const All = z.strictObject({ all: z.literal(true) })
const Selection = z.union([Chosen, All])
const Answer = { conflict: ConflictChoice.optional() }

export const Summary = z.object({
  revision: z.number(),
  tallies: Tallies,
  totalBytes: z.number(),
  acknowledgedBytes: z.number(),
  bytesPerSecond: z.number(),
  /** About how long it takes until all is there that goes on by itself; null or absent while that isn't stable. */
  secondsLeft: z.number().nullable().optional(),
})
export type Summary = z.infer<typeof Summary>

/** The file is read to be compared or to say its digest. Bytes. */
export const Activity = z.object({
  id: z.string(),
  what: z.literal('checking'),
  doneBytes: z.number(),
  totalBytes: z.number(),
})
export type Activity = z.infer<typeof Activity>

export const Status = z.object({
  version: z.string(),
  owner: z.object({ pid: z.number(), kind: z.enum(['daemon', 'app', 'command']), since: z.string() }),
  /** Of the local web UI, without a code; null where it isn't open. */
  url: z.string().nullable(),
  paused: z.boolean(),
  /** When everything goes on by itself; null: when a person says so, or nothing is paused. Absent: an older engine. */
  pausedUntil: z.string().nullable().optional(),
  /** Who said so; null: nothing is paused. Absent: an older engine. */
  pausedBy: z.enum(['person', 'power']).nullable().optional(),
  /** What the computer runs on; null: it has no battery, or nobody tells. Absent: an older engine. */
  power: z.object({ onBattery: z.boolean(), percent: z.number().nullable() }).nullable().optional(),
  offlineSince: z.string().nullable(),
  tallies: Tallies,
  bytesPerSecond: z.number(),
  /** As in the queue's summary. */
  secondsLeft: z.number().nullable().optional(),
  accounts: z.array(AccountView),
  /** Why the queue can only be looked at, in words; absent where it can be changed. */
  viewOnly: z.string().optional(),
  /** What holds now: bytes a second (null: no limit), and when the week's plan ends it. Absent: an older engine. */
  limit: z.object({ bytesPerSecond: z.number().nullable(), until: z.string().nullable() }).optional(),
  /** What keeps accounts from being sent to, and when that is tried again (`retryAt`). Absent: an older engine. */
  holds: z.array(FailureView.extend({ account: z.string(), since: z.string().nullable() })).optional(),
  /** Folders and drives that are away, since when, and when each is looked for next (`retryAt`). Absent: an older engine. */
  away: z.array(FailureView.extend({ folder: z.string(), since: z.string() })).optional(),
})
export type Status = z.infer<typeof Status>

const Explanation = z.object({
  path: z.string(),
  transfer: TransferView.nullable(),
  steps: z.array(z.object({ at: z.string(), what: z.string(), why: z.string() })),
  /** Absent where there is no transfer. */
  now: Standing.optional(),
})

export const contract = {
  engine: {
    status: query({ in: Nothing, out: Status }),
    /** A one-time link to the web UI. Not over that UI's own line: a page that was taken over must let nobody else in. */
    openLink: command({ in: Nothing, out: z.object({ url: z.string() }) }),
    policy: query({ in: Nothing, out: PolicyView.nullable() }),
    /** The computer goes to sleep, or woke: what waits for the line is tried at once then, not when its time has come. */
    power: command({ in: z.strictObject({ event: z.enum(['suspend', 'resume']) }), out: Nothing }),
    /** The newest lines of the log, redacted. */
    logs: query({
      in: z.strictObject({ limit: z.number().int().min(1).max(1_000).default(200) }),
      out: z.array(z.string()),
    }),
    /** Texts for somebody who is asked for help, redacted: what is shown is what is then saved. */
    diagnostics: query({ in: AskDiagnostics, out: DiagnosticsParts }),
  },
  queue: {
    summary: query({ in: Nothing, out: Summary }),
    /** A page that was searched for may be short, or empty, and go on all the same: the cursor says whether. */
    page: query({
      in: z.strictObject({
        filter: QueueFilter.default({}),
        order: z.enum(queueOrders).default('added'),
        cursor: z.string().max(256).optional(),
        limit: z.number().int().min(1).max(maxPage).default(maxPage),
      }),
      out: Page,
    }),
    get: query({ in: z.strictObject({ ids: z.array(Id).max(maxPage) }), out: z.array(TransferView) }),
    /** Files and folders. Nothing is enqueued where one of the paths is missing. */
    enqueue: command({
      in: z.strictObject({
        paths: z.array(Path).min(1).max(10_000),
        to: Address,
        account: AccountName.optional(),
        conflict: ConflictPolicy.default('fail'),
        /** Where each goes below `to` (`shared/destination-template.ts`); absent: as it lies. */
        template: Template.optional(),
        fixes: Fixes.default(noFixes),
      }),
      out: z.object({
        batch: z.string(),
        queued: z.number(),
        already: z.number(),
        /** Those that were in the queue already, so that who waits can wait for them too. */
        alreadyIds: z.array(z.string()).max(10_000).optional(),
        /** Left out because `fixes` said so. */
        leftOut: z.number().optional(),
        /** Why the destination could not be asked for `fixes`: it may refuse some that are queued now. */
        unasked: FailureView.optional(),
      }),
    }),
    /**
     * What the destination would refuse of these, without enqueueing or changing anything: what is known so far, again
     * and again, and last of all the whole. Where the paths or the account make no sense it ends with that failure.
     */
    preflight: stream({
      in: z.strictObject({
        paths: z.array(Path).min(1).max(10_000),
        to: Address,
        account: AccountName.optional(),
        conflict: ConflictPolicy.default('fail'),
        /** Where each goes below `to` (`shared/destination-template.ts`); absent: as it lies. */
        template: Template.optional(),
        fixes: Fixes.default(noFixes),
      }),
      out: PreflightReport,
    }),
    /** Everything may be paused until a moment, ISO 8601; then what this put to rest goes on by itself. */
    pause: command({
      in: z.union([Chosen, All.extend({ until: z.iso.datetime({ offset: true }).optional() })]),
      out: z.object({ changed: z.number() }),
    }),
    resume: command({ in: Selection, out: z.object({ changed: z.number() }) }),
    cancel: command({ in: Selection, out: z.object({ changed: z.number() }) }),
    /** With `conflict`: the answer for those that ask about a taken name or a changed item, and for nothing else. */
    retry: command({
      in: z.union([
        Chosen.extend(Answer),
        All.extend(Answer),
        /** All that this stopped: a failure's code. */
        z.strictObject({ cause: z.string().min(1).max(64), account: AccountName.optional() }),
      ]),
      out: z.object({ changed: z.number() }),
    }),
    /** Unfinished ones, to an end of the queue or beside another one; they keep their order among each other. */
    move: command({ in: Chosen.extend({ goal: QueueGoal }), out: z.object({ changed: z.number() }) }),
    explain: query({ in: z.strictObject({ target: Path }), out: Explanation }),
    /**
     * Tallies, and the followed rows when they change; at most ten times a second, the latest wins. Beside them what takes
     * long and sends nothing, whichever row it is of; absent where there is nothing of that kind.
     */
    follow: stream({
      in: z.strictObject({ ids: z.array(Id).max(maxPage).default([]) }),
      out: Summary.extend({ changed: z.array(TransferView), doing: z.array(Activity).optional() }),
    }),
    /**
     * The chosen transfers as they are now, then the word `listed`, then every change of their state, in order; nothing is
     * left out between. Chosen are those of the batch and these ids; with `unfinished` all that are not final, and
     * whatever changes from then on; with nothing, only what changes from now on.
     */
    states: stream({
      in: z.strictObject({
        batch: Id.optional(),
        ids: z.array(Id).max(10_000).optional(),
        unfinished: z.literal(true).optional(),
      }),
      out: z.union([TransferView, z.literal('listed')]),
    }),
  },
  accounts: {
    list: query({ in: Nothing, out: z.array(AccountView) }),
    add: command({ in: AddAccount, out: AccountView }),
    /** With a client secret where the app registration has a new one. */
    signIn: command({
      in: z.strictObject({ name: AccountName, tokens: TokenFile, clientSecret: ClientSecret.optional() }),
      out: AccountView,
    }),
    /**
     * A person signs in, in a browser or by a code on another device. What goes wrong ends it with that failure; calling
     * it off ends it too, and closes what listens for the browser.
     */
    authorize: stream({ in: Authorize, out: SignInStep }),
    /** Signs out where the service lets it, and forgets. */
    remove: command({ in: z.strictObject({ name: AccountName }), out: Nothing }),
  },
  destinations: destinationsContract,
  favourites: favouritesContract,
  watches: watchesContract,
  links: linksContract,
  history: {
    /** As `queue.page`: those that are over. */
    page: query({
      in: z.strictObject({
        filter: QueueFilter.default({}),
        order: z.enum(['oldest', 'newest']).default('oldest'),
        cursor: z.string().max(256).optional(),
        limit: z.number().int().min(1).max(maxPage).default(maxPage),
      }),
      out: Page,
    }),
    /**
     * The text of a file, piece by piece: those that are over, or with a batch all that belong to it. The oldest first.
     */
    export: stream({
      in: z.strictObject({ filter: QueueFilter.default({}), format: z.enum(exportFormats) }),
      out: z.string(),
    }),
    /**
     * A file that is over goes once more, as a row of its own. `isChanged`: it is another version of the file by now;
     * `isNew` false: it is in the queue already. `source-gone` and its siblings where there is nothing to send.
     */
    again: command({
      in: z.strictObject({ id: Id }),
      out: z.object({ transfer: TransferView, isNew: z.boolean(), isChanged: z.boolean() }),
    }),
    /** A file that was moved, or put into the trash, after its upload goes back to where it was. */
    takeBack: command({ in: z.strictObject({ id: Id }), out: TransferView }),
  },
  secrets: {
    show: query({ in: Nothing, out: SecretsView }),
    /**
     * Keeps the key in another way from now on; nothing is sealed anew. Not over the web UI's own line: no page handles
     * a passphrase, and none that was taken over puts the key in the open.
     */
    protect: command({ in: ProtectSecrets, out: SecretsView }),
  },
  settings: {
    list: query({ in: Nothing, out: z.array(SettingView) }),
    get: query({ in: z.strictObject({ key: z.string().max(128) }), out: SettingView }),
    set: command({
      in: z.strictObject({
        key: z.string().max(128),
        value: z.unknown(),
        /** What the proxy is told of us, with `network.proxy` and an address only. It is never given back. */
        proxyLogin: ProxyLogin.optional(),
      }),
      out: SettingView,
    }),
  },
} as const satisfies Contract

export type LongshoreContract = typeof contract
