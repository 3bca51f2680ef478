import type { Facts } from '../../src/main/engine/plan/decision.ts'
import { defaultPolicy } from '../../src/main/engine/plan/policy.ts'
import type { Capabilities, RemoteItem } from '../../src/main/engine/ports/provider.ts'
import type { Fingerprint } from '../../src/main/engine/ports/source.ts'
import { type StoredSession, type Transfer, noCounters } from '../../src/main/engine/ports/store.ts'

const unit = 327_680

const capabilities: Capabilities = {
  digest: 'quickXorHash',
  readsBack: false,
  hasFolders: true,
  replaces: true,
  keepsItems: true,
  digestsFirst: false,
  maxFileBytes: 250e9,
  maxSinglePutBytes: 0,
  hardSinglePutBytes: 250e6,
  rangeAlignmentBytes: unit,
  maxRangeBytes: 191 * unit,
  startRangeBytes: 16 * unit,
  parallelRanges: 1,
  sessionLifetimeMs: null,
  shared: null,
  rewrites: (name) => name.endsWith('.docx'),
  nameKey: (name) => name,
}

export const fingerprint: Fingerprint = {
  size: 20 * unit,
  mtimeNs: '1700000000123000000',
  ctimeNs: '1700000000123000000',
  inode: '7',
  device: '1',
}

/** A transfer of `scan.bin`, as it is when it was just admitted. */
function transfer(over: Partial<Transfer> = {}): Transfer {
  return {
    id: 't1',
    createdAt: 1,
    batchId: null,
    watchId: null,
    account: 'me',
    root: '/in',
    path: '/in/scan.bin',
    destination: 'onedrive:/Scans',
    folders: [],
    name: 'scan.bin',
    conflict: 'fail',
    settleMs: 10_000,
    state: 'planning',
    stateAt: 1,
    fingerprint,
    replaces: null,
    nameChecked: false,
    acknowledgedBytes: 0,
    unsure: false,
    counters: noCounters,
    attempts: 0,
    failure: null,
    retryAt: null,
    remote: null,
    digest: null,
    evidence: null,
    finishedAt: null,
    ...over,
  }
}

export function session(over: Partial<StoredSession> = {}): StoredSession {
  return {
    id: 's1',
    transferId: 't1',
    secret: 'https://upload.example/s1',
    openedAt: 1,
    expiresAt: null,
    acknowledged: [],
    digestCheckpoint: null,
    digestOffset: 0,
    ...over,
  }
}

export function item(over: Partial<RemoteItem> = {}): RemoteItem {
  return {
    id: 'i1',
    name: 'scan.bin',
    size: fingerprint.size,
    eTag: '"e1"',
    hash: { algorithm: 'quickXorHash', value: 'same' },
    webUrl: null,
    modifiedAt: 1_700_000_000_123,
    isFolder: false,
    isAddressed: false,
    ...over,
  }
}

export function facts(over: Partial<Omit<Facts, 'transfer'>> & { transfer?: Partial<Transfer> } = {}): Facts {
  const row = transfer(over.transfer)
  return {
    session: null,
    ledger: null,
    capabilities,
    policy: defaultPolicy,
    size: row.fingerprint?.size ?? 0,
    rangeBytes: capabilities.startRangeBytes,
    foldersMade: false,
    isCutShort: false,
    inFlight: [],
    isRootAway: false,
    lineBackAt: {},
    now: 1_000_000,
    jitter: 0,
    ...over,
    transfer: row,
  }
}
