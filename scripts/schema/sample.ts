/**
 * A small database with a row of every kind. When the schema changes, the one of the version before stays in
 * test/fixtures/databases as it is, and a test brings it to today's.
 */

import { rmSync } from 'node:fs'
import { failure } from '../../src/shared/failure.ts'
import { aFingerprint, added, anItem, bringTo, change, everyState, openStore } from '../../test/support/stores.ts'

/** What nobody can open: the samples hold no secret. */
const sealed = 'AXNhbXBsZQ'

export function writeSample(path: string): void {
  rmSync(path, { force: true })
  const { db, sync } = openStore(path)
  for (const state of everyState) {
    const file = { path: `/home/me/${state}`, name: state, batchId: 'batch', watchId: 'watch', folders: ['a', 'b'] }
    const transfer = added(sync, file)
    if (state === 'sending' || state === 'failed') withSession(transfer.id, sync)
    else bringTo(sync, transfer.id, state)
    if (state === 'failed') bringBack(transfer.id, sync)
  }
  const entry = { account: 'work', destination: 'onedrive:/In', fingerprint: aFingerprint }
  sync.ledgerPut([
    { ...entry, path: '/home/me/done', digest: anItem.hash, itemId: 'item-1', eTag: '"1"', remoteName: 'done' },
    { ...entry, path: '/home/me/old', digest: null, itemId: null, eTag: null, remoteName: null },
  ])
  sync.addStep('/home/me/x.tmp', { what: 'ignored', why: 'excluded' }, 9)
  sync.putWatch({
    id: 'watch',
    name: 'Scans',
    folder: '/home/me',
    destination: 'onedrive:/In',
    account: 'work',
    conflict: 'fail',
    existing: { kind: 'since', at: 5 },
    include: [],
    exclude: ['*.tmp'],
    settleMs: 2_000,
    after: { kind: 'keep' },
    state: 'active',
    rootIdentity: '66305:42',
    initialScanDone: true,
    createdAt: 5,
  })
  const work = { name: 'work', kind: 'microsoft', user: 'me@example.org', cloud: 'global', tenant: null } as const
  const noBox = { boxUrl: null, boxUploadUrl: null, boxLoginUrl: null }
  const roots = { clientId: null, graphUrl: 'https://graph.example', loginUrl: null, createdAt: 5, signedOut: false }
  sync.putAccount({ ...work, ...roots, ...noBox }, sealed)
  const box = { name: 'box', kind: 'box', user: 'me@example.org', cloud: 'global', tenant: null } as const
  const boxUrls = { boxUrl: 'https://api.example', boxUploadUrl: 'https://up.example', boxLoginUrl: null }
  sync.putAccount({ ...box, ...roots, graphUrl: null, ...boxUrls }, sealed, sealed)
  sync.putAccountPause({ account: 'work', until: 1_000, failure: failure('throttled', { host: 'h' }, 1_000) })
  sync.putSetting('sample', true)
  db.pragma('journal_mode = DELETE')
  db.exec('VACUUM')
  db.close()
}

type Sync = ReturnType<typeof openStore>['sync']

function withSession(id: string, sync: Sync): void {
  const transfer = bringTo(sync, id, 'sending')
  for (const n of [1, 2]) {
    const open = { id: `${id}-s${n}`, secret: sealed, openedAt: n, expiresAt: n === 1 ? null : 1_000 }
    sync.apply(change(transfer, { session: { open } }), n)
  }
  const ranges = [
    { start: 0, end: 320 },
    { start: 640, end: 1_000 },
  ]
  sync.apply(
    change(transfer, { acknowledge: { ranges, expiresAt: 2_000, digestCheckpoint: 'state', digestOffset: 320 } }),
    3,
  )
}

function bringBack(id: string, sync: Sync): void {
  const transfer = sync.get(id)
  if (transfer === null) throw new Error(`${id} is not there`)
  sync.apply(change(transfer, { event: 'giveUp', set: { failure: failure('gave-up', { attempts: '8' }) } }), 4)
}
