import { expect, test } from 'vitest'
import type { Candidate } from '../../../../src/main/engine/ports/scanner.ts'
import type { Fingerprint } from '../../../../src/main/engine/ports/source.ts'
import type { LedgerEntry, Transfer } from '../../../../src/main/engine/ports/store.ts'
import { decide, isDealtWith } from '../../../../src/main/engine/watch/ledger.ts'
import { aWatch } from '../../../fakes/watch.ts'

const addedAt = Date.UTC(2026, 0, 1)
const day = 86_400_000

function file(size: number, modified: number, changed = modified, inode = '7'): Fingerprint {
  return { size, mtimeNs: `${modified}000000`, ctimeNs: `${changed}000000`, inode, device: '1' }
}

const old = file(10, addedAt - day)

function entry(sent: boolean, fingerprint = old): LedgerEntry {
  const place = { account: 'a', destination: 'onedrive:/X', path: '/data/a', fingerprint }
  return sent
    ? { ...place, digest: { algorithm: 'sha1', value: '00' }, itemId: 'item', eTag: 'e1', remoteName: 'a' }
    : { ...place, digest: null, itemId: null, eTag: null, remoteName: null }
}

function found(fingerprint: Fingerprint, known: LedgerEntry | null = null): Candidate {
  return { path: '/data/a', folders: [], name: 'a', fingerprint, known }
}

const skip = aWatch({ createdAt: addedAt, existing: { kind: 'skip' } })
const upload = aWatch({ createdAt: addedAt, existing: { kind: 'upload' } })
const since = aWatch({ createdAt: addedAt, existing: { kind: 'since', at: addedAt - day } })
const first = true
const later = false

test.each([
  ['skip: what was there is left alone', found(old), skip, first, 'leave'],
  ['skip: what came after the watch, before its first scan, is new', found(file(1, addedAt + 1)), skip, first, 'send'],
  ['skip: moved in with its old time is new', found(file(1, addedAt - day, addedAt + 1)), skip, first, 'send'],
  ['skip: copied in with a restored time is new', found(file(1, addedAt + 1, addedAt - day)), skip, first, 'send'],
  ['skip: after the first scan everything is new', found(old), skip, later, 'send'],
  ['upload: what was there is sent', found(old), upload, first, 'send'],
  ['since: older is left alone', found(file(1, addedAt - day - 1)), since, first, 'leave'],
  ['since: as old is sent', found(file(1, addedAt - day)), since, first, 'send'],
  [
    'since: older, but changed the day before yesterday only in its rights',
    found(file(1, 0, addedAt)),
    since,
    first,
    'leave',
  ],
  ['left alone, asked for by a later watch: sent', found(old, entry(false)), upload, first, 'send'],
  ['left alone, then written: new', found(file(11, addedAt + 1), entry(false)), skip, later, 'send'],
  ['left alone, rewritten in the same size: new', found(file(10, addedAt + 1), entry(false)), skip, later, 'send'],
  [
    'left alone, other rights: touched',
    found(file(10, addedAt - day, addedAt + 1), entry(false)),
    skip,
    later,
    'touch',
  ],
  [
    'left alone, copied back: touched',
    found(file(10, addedAt - day, addedAt, '8'), entry(false)),
    skip,
    later,
    'touch',
  ],
  [
    'left alone, summer time begins: touched',
    found(file(10, addedAt - day + 3_600_000), entry(false)),
    skip,
    later,
    'touch',
  ],
  [
    'left alone, winter time begins: touched',
    found(file(10, addedAt - day - 3_600_000), entry(false)),
    skip,
    later,
    'touch',
  ],
  [
    'left alone, changed while we were off before the first scan was through',
    found(file(10, addedAt + 5), entry(false)),
    skip,
    first,
    'send',
  ],
  ['sent, another size: a new version', found(file(11, addedAt + 1), entry(true)), skip, later, 'send'],
  ['sent, same size, other time: its bytes decide', found(file(10, addedAt + 1), entry(true)), skip, later, 'compare'],
  [
    'sent, same size, an hour later: its bytes decide',
    found(file(10, addedAt - day + 3_600_000), entry(true)),
    skip,
    later,
    'compare',
  ],
  ['sent, re-added watch with skip: still ours', found(file(10, addedAt + 1), entry(true)), skip, first, 'compare'],
] as const)('%s', (_, candidate, watch, isFirst, kind) => {
  expect(decide(candidate, watch, isFirst).kind).toBe(kind)
})

test('a new version replaces the item that we made, and says what we knew of it', () => {
  expect(decide(found(file(11, addedAt + 1), entry(true)), skip, later)).toMatchObject({
    replaces: { itemId: 'item', eTag: 'e1', size: 10, hash: { algorithm: 'sha1', value: '00' } },
  })
  expect(decide(found(file(11, addedAt + 1), entry(false)), skip, later)).toMatchObject({ replaces: null })
})

const transfer = {
  account: skip.account,
  destination: skip.destination,
  state: 'failed',
  fingerprint: old,
  failure: { code: 'name-not-allowed', facts: {} },
  finishedAt: addedAt,
} as unknown as Transfer

test.each<[string, Transfer | null, Fingerprint, boolean]>([
  ['never seen', null, old, false],
  ['failed in this version', transfer, old, true],
  ['failed in this version, on a device with another number', transfer, { ...old, device: '2' }, true],
  ['failed in another version', transfer, file(11, addedAt), false],
  ['canceled before it rested', { ...transfer, state: 'canceled', fingerprint: null, failure: null }, old, true],
  ['canceled before it rested, changed since', { ...transfer, fingerprint: null }, file(10, addedAt + 1), false],
  ['was gone, and is there', { ...transfer, failure: { code: 'source-gone', facts: {} } }, old, false],
  ['unfinished', { ...transfer, state: 'waiting' }, old, false],
  ['at another destination', { ...transfer, destination: 'onedrive:/Y' }, old, false],
  ['done in this version', { ...transfer, state: 'done', failure: null }, old, true],
  ['done in another version', { ...transfer, state: 'done', failure: null }, file(11, addedAt), false],
])('dealt with? %s', (_, latest, fingerprint, expected) => {
  expect(isDealtWith(latest, skip, fingerprint)).toBe(expected)
})
