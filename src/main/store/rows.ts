/** Rows and what the engine sees. Parsed at this door: a row that makes no sense is an error here and nowhere else. */

import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { failureRules } from '../../shared/failure-catalogue.ts'
import { keptReasons } from '../../shared/clean-up.ts'
import { states } from '../../shared/lifecycle.ts'
import { ConflictPolicy, Digest, Evidence, digestAlgorithms } from '../../shared/transfer.ts'
import type { Fingerprint } from '../engine/ports/source.ts'
import type { LedgerEntry, Transfer } from '../engine/ports/store.ts'

function json<S extends z.ZodType>(schema: S) {
  return z.string().transform((text, context): z.output<S> => {
    const parsed = schema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', message: parsed.error.message })
    return z.NEVER
  })
}

const flag = z.number().transform((n) => n === 1)

const StoredFailure = z.object({
  code: z.enum(Object.keys(failureRules) as [keyof typeof failureRules]),
  facts: z.record(z.string(), z.string()),
  notBefore: z.number().optional(),
})

const Counters = z.object({
  attempts: z.number(),
  slow: z.number(),
  outOfStep: z.number(),
  stalls: z.number(),
  restarts: z.number(),
  looks: z.number(),
  adoptions: z.number(),
  offline: z.number(),
  fallbacks: z.number(),
  // Rows of before they were counted.
  crashes: z.number().default(0),
  reads: z.number().default(0),
})

const Replaced = z.object({
  itemId: z.string(),
  eTag: z.string().nullable(),
  size: z.number().nullable(),
  hash: Digest.nullable(),
})

const Remote = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  isSizeTold: z.literal(false).optional(),
  eTag: z.string().nullable(),
  hash: Digest.nullable(),
  webUrl: z.string().nullable(),
  modifiedAt: z.number().nullable(),
  isFolder: z.boolean(),
  isAddressed: z.boolean(),
})

const StoredCleanUp = z.object({
  what: z.enum(['move', 'trash']),
  state: z.enum(['wanted', 'moving', 'moved', 'kept', 'undoing', 'undone']),
  to: z.string().nullable(),
  place: z.string().nullable(),
  note: z.string().nullable(),
  why: z.enum(keptReasons).nullable(),
})

const version = {
  size: z.number().nullable(),
  mtime_ns: z.string().nullable(),
  ctime_ns: z.string().nullable(),
  inode: z.string().nullable(),
  device: z.string().nullable(),
}

const digest = { digest_algorithm: z.enum(digestAlgorithms).nullable(), digest_value: z.string().nullable() }

const TransferRow = z.object({
  id: z.string(),
  created_at: z.number(),
  batch_id: z.string().nullable(),
  watch_id: z.string().nullable(),
  account: z.string(),
  root: z.string(),
  path: z.string(),
  destination: z.string(),
  folders: json(z.array(z.string())),
  name: z.string(),
  conflict: ConflictPolicy,
  settle_ms: z.number(),
  state: z.enum(Object.keys(states) as [keyof typeof states]),
  state_at: z.number(),
  ...version,
  replaces: json(Replaced).nullable(),
  name_checked: flag,
  unsure: flag,
  acknowledged: z.number(),
  counters: json(Counters),
  attempts: z.number(),
  failure: json(StoredFailure).nullable(),
  retry_at: z.number().nullable(),
  remote: json(Remote).nullable(),
  ...digest,
  evidence: Evidence.nullable(),
  finished_at: z.number().nullable(),
  cleanup: json(StoredCleanUp).nullable(),
})

function fingerprintOf(row: z.output<z.ZodObject<typeof version>>): Fingerprint | null {
  const { size, mtime_ns: mtimeNs, ctime_ns: ctimeNs, inode, device } = row
  if (size === null || mtimeNs === null || ctimeNs === null || inode === null || device === null) return null
  return { size, mtimeNs, ctimeNs, inode, device }
}

function digestOf(row: z.output<z.ZodObject<typeof digest>>): Digest | null {
  const { digest_algorithm: algorithm, digest_value: value } = row
  return algorithm === null || value === null ? null : { algorithm, value }
}

/** zod knows optional members as `T | undefined`; ours are there or not. */
function exactFailure(found: z.output<typeof StoredFailure> | null): Failure | null {
  if (found === null) return null
  const { code, facts, notBefore } = found
  return notBefore === undefined ? { code, facts } : { code, facts, notBefore }
}

export function transferOf(row: unknown): Transfer {
  const parsed = TransferRow.parse(row)
  return {
    id: parsed.id,
    createdAt: parsed.created_at,
    batchId: parsed.batch_id,
    watchId: parsed.watch_id,
    account: parsed.account,
    root: parsed.root,
    path: parsed.path,
    destination: parsed.destination,
    folders: parsed.folders,
    name: parsed.name,
    conflict: parsed.conflict,
    settleMs: parsed.settle_ms,
    state: parsed.state,
    stateAt: parsed.state_at,
    fingerprint: fingerprintOf(parsed),
    replaces: parsed.replaces,
    nameChecked: parsed.name_checked,
    acknowledgedBytes: parsed.acknowledged,
    unsure: parsed.unsure,
    counters: parsed.counters,
    attempts: parsed.attempts,
    failure: exactFailure(parsed.failure),
    retryAt: parsed.retry_at,
    remote: parsed.remote,
    digest: digestOf(parsed),
    evidence: parsed.evidence,
    finishedAt: parsed.finished_at,
    ...(parsed.cleanup === null ? {} : { cleanUp: parsed.cleanup }),
  }
}

export function idsOf(rows: readonly unknown[]): string[] {
  return IdRows.parse(rows).map(({ id }) => id)
}

const IdRows = z.array(z.object({ id: z.string() }))

const LedgerRow = z.object({
  account: z.string(),
  destination: z.string(),
  path: z.string(),
  ...version,
  ...digest,
  item_id: z.string().nullable(),
  etag: z.string().nullable(),
  remote_name: z.string().nullable(),
})

export function ledgerEntryOf(row: unknown): LedgerEntry {
  const parsed = LedgerRow.parse(row)
  const fingerprint = fingerprintOf(parsed)
  if (fingerprint === null) throw new Error('a ledger entry without a version')
  return {
    account: parsed.account,
    destination: parsed.destination,
    path: parsed.path,
    fingerprint,
    digest: digestOf(parsed),
    itemId: parsed.item_id,
    eTag: parsed.etag,
    remoteName: parsed.remote_name,
  }
}

export function failureOf(text: string): Failure {
  const found = exactFailure(StoredFailure.parse(JSON.parse(text)))
  if (found === null) throw new Error('no failure')
  return found
}
