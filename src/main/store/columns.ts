/** What the engine calls things, as columns. */

import type { TransferSet } from '../engine/ports/store.ts'
import type { Fingerprint } from '../engine/ports/source.ts'

export type Value = string | number | null

export type Columns = Record<string, Value>

export function fingerprintColumns(fingerprint: Fingerprint | null): Columns {
  return {
    size: fingerprint?.size ?? null,
    mtime_ns: fingerprint?.mtimeNs ?? null,
    ctime_ns: fingerprint?.ctimeNs ?? null,
    inode: fingerprint?.inode ?? null,
    device: fingerprint?.device ?? null,
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** One function a field: adding a field to `TransferSet` without one does not compile. */
const writers: {
  readonly [K in keyof Required<TransferSet>]: (value: NonNullable<Required<TransferSet>>[K]) => Columns
} = {
  name: (value) => ({ name: value }),
  conflict: (value) => ({ conflict: value }),
  fingerprint: fingerprintColumns,
  replaces: (value) => ({ replaces: jsonOrNull(value) }),
  nameChecked: (value) => ({ name_checked: value ? 1 : 0 }),
  unsure: (value) => ({ unsure: value ? 1 : 0 }),
  counters: (value) => ({ counters: JSON.stringify(value) }),
  attempts: (value) => ({ attempts: value }),
  failure: (value) => ({ failure: jsonOrNull(value) }),
  retryAt: (value) => ({ retry_at: value }),
  remote: (value) => ({ remote: jsonOrNull(value) }),
  digest: (value) => ({ digest_algorithm: value?.algorithm ?? null, digest_value: value?.value ?? null }),
  evidence: (value) => ({ evidence: value }),
  cleanUp: (value) => ({ cleanup: jsonOrNull(value) }),
}

export function columnsOf(set: TransferSet): Columns {
  const columns: Columns = {}
  for (const key of Object.keys(set) as (keyof TransferSet)[]) {
    const value = set[key]
    if (value === undefined) continue
    const write = writers[key] as (value: unknown) => Columns
    Object.assign(columns, write(value))
  }
  return columns
}
