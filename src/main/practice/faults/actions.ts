import { z } from 'zod'
import { boxSteps } from './box-actions.ts'

const status = z.number().int().min(200).max(599)
const bytes = z.number().int().nonnegative()
const ms = z.number().nonnegative()

const respond = z.strictObject({
  action: z.literal('respond'),
  status,
  code: z.string().optional(),
  message: z.string().optional(),
  inner: z.union([z.string(), z.array(z.string())]).optional(),
  /** Seconds. */
  retryAfter: z.union([z.number().nonnegative(), z.array(z.number().nonnegative()).min(1)]).optional(),
  /** Say it as a date instead. */
  retryAfterAsDate: z.boolean().default(false),
  headers: z.record(z.string(), z.string()).default({}),
  /** A body of one's own instead of the service's error. */
  body: z.string().optional(),
  json: z.unknown().optional(),
  contentType: z.string().optional(),
  /** Handle the request first, and then answer this instead of the truth. */
  stored: z.boolean().default(false),
  /** Answer before the body was read. */
  early: z.boolean().default(false),
})

const rangesShapes = [
  'stuck',
  'backwards',
  'beyond',
  'missing',
  'empty',
  'emptyString',
  'null',
  'multiHole',
  'pascal',
  'noDash',
  'closed',
  'emptyBody',
] as const

/**
 * What can be done to a request. Small enough to be put together: a fault is a list of these. The catalogue of
 * graph.md H6 is in catalogue.ts, made of nothing else.
 */
export const stepSchema = z.discriminatedUnion('action', [
  respond,
  /** RST: before the request is read, after `afterBytes` of its body, or after it was handled and stored. */
  z.strictObject({
    action: z.literal('reset'),
    at: z.enum(['arrival', 'body', 'stored']),
    afterBytes: bytes.default(0),
    keep: z.boolean().default(false),
  }),
  z.strictObject({ action: z.literal('delay'), ms, at: z.enum(['arrival', 'stored']).default('arrival') }),
  /** Wait for POST /faults/release. */
  z.strictObject({
    action: z.literal('hold'),
    gate: z.string().default('gate'),
    at: z.enum(['arrival', 'stored']).default('arrival'),
  }),
  z.strictObject({ action: z.literal('slowRead'), bytesPerSecond: z.number().positive() }),
  z.strictObject({
    action: z.literal('slowReply'),
    headersAfterMs: ms.default(0),
    bytesPerSecond: z.number().positive().optional(),
  }),
  /** Send so many bytes of the answer's body and then reset. */
  z.strictObject({ action: z.literal('truncate'), bytes }),
  /** Pad the answer's JSON to so many bytes. */
  z.strictObject({ action: z.literal('inflate'), bytes }),
  z.strictObject({ action: z.literal('redirect'), status: status.default(307), location: z.url() }),
  /** Make the positions in an answer wrong, or spell them otherwise. `really`: the bytes are gone, too. */
  z.strictObject({ action: z.literal('ranges'), shape: z.enum(rangesShapes), really: z.boolean().default(false) }),
  z.strictObject({ action: z.literal('expireSession') }),
  z.strictObject({ action: z.literal('expireUploadToken') }),
  z.strictObject({ action: z.literal('advanceClock'), ms: z.number() }),
  z.strictObject({ action: z.literal('revokeToken') }),
  /** The account's tokens are no good until somebody has signed in with these claims, or refreshed with them. */
  z.strictObject({
    action: z.literal('demandClaims'),
    claims: z.record(z.string(), z.unknown()).optional(),
    silently: z.boolean().default(false),
  }),
  z.strictObject({ action: z.literal('shrinkQuota'), total: bytes.optional() }),
  /** What another writer does to the target of this request, or to `path`. */
  z.strictObject({
    action: z.literal('change'),
    what: z.enum(['overwrite', 'create', 'delete', 'lock', 'unlock', 'touch']),
    path: z.string().optional(),
    at: z.enum(['arrival', 'stored']).default('arrival'),
    content: z.string().default('written by somebody else'),
  }),
  z.strictObject({ action: z.literal('commitAs'), conflict: z.enum(['fail', 'replace', 'rename']) }),
  z.strictObject({ action: z.literal('stillborn') }),
  /** Take the hashes out of the answer. */
  z.strictObject({ action: z.literal('omitHashes') }),
  /** Append a line to the file after the commit, as a service that rewrites documents does. */
  z.strictObject({ action: z.literal('rewrite') }),
  z.strictObject({ action: z.literal('skewDate'), ms: z.number() }),
  z.strictObject({ action: z.literal('withoutContinue') }),
  /** Reset new connections before TLS or HTTP was spoken. */
  z.strictObject({ action: z.literal('refuseConnection') }),
  ...boxSteps,
])

export type Step = z.infer<typeof stepSchema>
export type StepOf<Action extends Step['action']> = Extract<Step, { action: Action }>
