import { z } from 'zod'
import { boxDefaults, boxSwitches } from './box/switches.ts'
import { linkDefaults, linkSwitches } from './link-switches.ts'
import { printDefaults, printSwitches } from './print/switches.ts'
import { signInDefaults, signInSwitches } from './sign-in/switches.ts'

export const profiles = ['odp', 'odb', 'spo'] as const
/** OneDrive Personal, OneDrive for Business, SharePoint Online: one protocol, three tempers. */
export type Profile = (typeof profiles)[number]

const milliseconds = z.number().int().nonnegative()
const bytes = z.number().int().nonnegative()

/**
 * How strictly and in which of its observed ways the practice cloud behaves. Faults happen a number of times; a switch
 * stays as it is until it is set again. The defaults are the strict reading of the service.
 */
export const switchesSchema = z.strictObject({
  profile: z.enum(profiles),
  /** What a create without conflictBehavior means: documented as `fail`, observed as `replace`. */
  defaultConflict: z.enum(['replace', 'fail']),
  /** A live session keeps others from opening one for the same name. */
  sessionHoldsName: z.boolean(),
  /** Create answers carry `nextExpectedRanges`; the documented example has none. */
  rangesInCreateAnswer: z.boolean(),
  /** `"n-{total-1}"` instead of `"n-"`. */
  closedRanges: z.boolean(),
  /** `realistic` takes an unaligned range and then can't commit, as seen live. */
  alignment: z.enum(['strict', 'realistic', 'off']),
  /** Keep the prefix of a range whose connection was cut. */
  partialAccept: z.boolean(),
  concurrentRangeStatus: z.union([z.literal(409), z.literal(416)]),
  /** A range sent again after a commit that failed commits again, instead of being refused as an overlap. */
  commitRetryByLastRange: z.boolean(),
  /** Name of the inner error on the upload host; null for none. */
  uploadInnerError: z.enum(['innererror', 'innerError']).nullable(),
  /** `unknown-session` answers on the personal service: 404 as elsewhere, or 400 uploadSessionNotFound. */
  goneSessionStatus: z.union([z.literal(404), z.literal(400)]),
  rejectAuthorizationOnUpload: z.boolean(),
  /** Serve upload URLs from the Graph host too: shows what a client does that sends its token everywhere. */
  uploadsOnGraphHost: z.boolean(),
  autoCreateParents: z.boolean(),
  /** Accept `root/createUploadSession` and its kin with the name in `item.name`. */
  bareForms: z.boolean(),
  /** The item's eTag changes when a session is opened for it. */
  etagChangesAtCreate: z.boolean(),
  simpleUploadLimit: bytes,
  /** `content` answers with a redirect to a download URL, as the service does, instead of the bytes. */
  contentRedirects: z.boolean(),
  /** Rewrite Office, PDF and HTML files at commit, so that size and hash differ from what was sent. */
  rewriteDocuments: z.boolean(),
  /** The first session that replaces an Office document is dead on arrival. */
  officeReplaceQuirk: z.boolean(),
  hashesAfterMs: milliseconds,
  visibleAfterMs: milliseconds,
  quotaTotal: bytes,
  sessionLifetimeMs: milliseconds,
  /** Accepted ranges push the session's end away. */
  sessionSlides: z.boolean(),
  /** How long the token inside an upload URL lives; null for as long as the session. */
  uploadTokenLifetimeMs: milliseconds.nullable(),
  /** Outlook: sizes from here on are attached by session, smaller ones in one POST; nobody knows how it is rounded. */
  mailSessionFrom: bytes,
  mailPostBelow: bytes,
  /** Of one message or event with all its attachments. */
  mailMessageLimit: bytes,
  /** How much may be uploaded to one mailbox within the window. */
  mailUploadBudget: bytes,
  mailBudgetWindowMs: milliseconds,
  /** How many requests to one mailbox are under way at once. */
  mailConcurrentRequests: z.number().int().positive(),
  /** From the opening on; no range moves it. */
  mailSessionLifetimeMs: milliseconds,
  mailRangeCasing: z.enum(['pascal', 'mixed', 'camel']),
  /** GET of Outlook's upload URL tells the position, which is documented nowhere; else 405. */
  mailStatusQuery: z.boolean(),
  /** To Do answers a create with 200 in every example, with 201 in the prose. */
  todoCreateStatus: z.union([z.literal(200), z.literal(201)]),
  tokenLifetimeSeconds: z.number().int().positive(),
  /** Old refresh tokens keep working after they were used. */
  refreshTokensReusable: z.boolean(),
  ...signInSwitches,
  ...printSwitches,
  ...boxSwitches,
  ...linkSwitches,
})

export type Switches = z.infer<typeof switchesSchema>

const minute = 60_000
const day = 24 * 60 * minute

export function defaultSwitches(profile: Profile): Switches {
  const personal = profile === 'odp'
  return {
    profile,
    defaultConflict: 'replace',
    sessionHoldsName: !personal,
    rangesInCreateAnswer: true,
    closedRanges: false,
    alignment: 'strict',
    partialAccept: false,
    concurrentRangeStatus: 409,
    commitRetryByLastRange: false,
    uploadInnerError: 'innererror',
    goneSessionStatus: 404,
    rejectAuthorizationOnUpload: true,
    uploadsOnGraphHost: false,
    autoCreateParents: false,
    bareForms: false,
    etagChangesAtCreate: false,
    simpleUploadLimit: 250 * 1024 * 1024,
    contentRedirects: true,
    rewriteDocuments: profile === 'spo',
    officeReplaceQuirk: false,
    hashesAfterMs: 0,
    visibleAfterMs: 0,
    quotaTotal: 1024 ** 4,
    sessionLifetimeMs: personal ? 7 * day : 15 * minute,
    sessionSlides: !personal,
    uploadTokenLifetimeMs: personal ? null : day,
    mailSessionFrom: 3_000_000,
    mailPostBelow: 3_000_000,
    mailMessageLimit: 35 * 1024 * 1024,
    mailUploadBudget: 150_000_000,
    mailBudgetWindowMs: 5 * minute,
    mailConcurrentRequests: 4,
    mailSessionLifetimeMs: day,
    mailRangeCasing: 'pascal',
    mailStatusQuery: false,
    todoCreateStatus: 200,
    tokenLifetimeSeconds: 3599,
    refreshTokensReusable: false,
    ...signInDefaults,
    ...printDefaults,
    ...boxDefaults,
    ...linkDefaults,
  }
}
