/** An older copy of the queue file in the place of the one that was here: seen, and nothing is sent before somebody looked. */

import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { backupPath } from '../../../src/main/store/backup.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import { lineagePath } from '../../../src/main/store/lineage.ts'
import { StoreHost } from '../../../src/main/store/store-host.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { newTransfer } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const random = new SeededRandom(8)
const now = Date.UTC(2026, 0, 2)
const fingerprint = (ctimeMs: number) => ({
  size: 1_000,
  mtimeNs: '1000000000',
  ctimeNs: String(BigInt(ctimeMs) * 1_000_000n),
  inode: '7',
  device: '1',
})

function host(path: string, at = now): StoreHost {
  const made = new StoreHost(
    path,
    () => at,
    () => random.id(),
  )
  onTestFinished(() => made.close())
  return made
}

function add({ store }: StoreHost, path: string, watchId: string | null = null): string {
  const settled = { state: 'queued', fingerprint: fingerprint(now - 5_000), watchId } as const
  return store.enqueue([newTransfer({ path, ...settled })], now)[0]?.transfer.id ?? ''
}

/** A queue that was closed, and a copy of it from before its last entry. */
function withOldCopy() {
  const path = join(temporaryFolder(), 'longshore.db')
  const first = host(path)
  const known = add(first, '/known')
  first.close()
  copyFileSync(path, `${path}.old`)
  const later = host(path)
  expect(later.isOlderCopy).toBe(false)
  add(later, '/lost')
  later.close()
  return { path, known }
}

test('fault-D08 an old copy that was put back: what it knows is looked for, and what it never knew, too', () => {
  const { path, known } = withOldCopy()
  copyFileSync(`${path}.old`, path)
  const restored = host(path)
  expect(restored.isOlderCopy).toBe(true)
  expect(restored.store.get(known)).toMatchObject({ state: 'queued', unsure: true })
  expect(restored.store.steps({ transferId: known, limit: 9 }).map(({ what }) => what)).toContain('restored')
  // Found anew by a watch: it was there before, and may have been sent.
  expect(restored.store.get(add(restored, '/lost', 'w'))).toMatchObject({ unsure: true })
  const changed = newTransfer({
    path: '/changed',
    state: 'queued',
    fingerprint: fingerprint(now + 5_000),
    watchId: 'w',
  })
  expect(restored.store.enqueue([changed], now + 9_000)[0]?.transfer).toMatchObject({ unsure: false })
  restored.close()
  // Once is enough.
  expect(host(path).isOlderCopy).toBe(false)
})

test('fault-D07 a log that was deleted while nobody ran leaves an older copy, and is told as one', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const first = host(path)
  const known = add(first, '/known')
  first.close()
  const running = host(path)
  await running.maintain()
  add(running, '/lost')
  // As a kill leaves it, but for the log.
  expect(existsSync(`${path}-wal`)).toBe(true)
  const left = join(temporaryFolder(), 'longshore.db')
  copyFileSync(path, left)
  copyFileSync(lineagePath(path), lineagePath(left))
  running.close()
  const restored = host(left)
  expect(restored.repair).toBeNull()
  expect(restored.isOlderCopy).toBe(true)
  expect(restored.store.get(known)).toMatchObject({ unsure: true })
})

test('what was killed between the two marks, or lost the one beside it, is the same one', () => {
  const { path } = withOldCopy()
  host(path).close()
  const { now: before } = JSON.parse(readFileSync(lineagePath(path), 'utf8')) as { now: string }
  writeFileSync(lineagePath(path), JSON.stringify({ now: 'never stored', before }))
  expect(host(path).isOlderCopy).toBe(false)
  rmSync(lineagePath(path))
  expect(host(path).isOlderCopy).toBe(false)
  writeFileSync(lineagePath(path), '{"now"')
  expect(host(path).isOlderCopy).toBe(false)
})

test('fault-D08 a copy of a run that was closed, our own too, is an older one', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const first = host(path)
  const known = add(first, '/known')
  await first.maintain()
  add(first, '/lost')
  first.close()
  const kept = join(temporaryFolder(), 'longshore.db')
  copyFileSync(path, kept)
  copyFileSync(lineagePath(path), lineagePath(kept))
  expect(host(kept).isOlderCopy).toBe(false)
  copyFileSync(backupPath(path), path)
  const restored = host(path)
  expect(restored.isOlderCopy).toBe(true)
  expect(restored.store.get(known)).toMatchObject({ state: 'queued', unsure: true })
})

test('fault-D08 a copy that somebody took between two marks is known after that run was closed', () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const first = host(path)
  const known = add(first, '/known')
  const copy = `${path}.copy`
  // As SQLite's own tools make one of a database that is in use.
  const reader = new Database(path, { readonly: true })
  reader.prepare('VACUUM INTO ?').run(copy)
  reader.close()
  add(first, '/lost')
  first.close()
  copyFileSync(copy, path)
  const restored = host(path)
  expect(restored.isOlderCopy).toBe(true)
  expect(restored.store.get(known)).toMatchObject({ unsure: true })
})

test('a session that is older than the copy that was put back is told as such, a later one is not', () => {
  const { path, known } = withOldCopy()
  const before = new StoreHost(
    `${path}.old`,
    () => now,
    () => random.id(),
  )
  const open = (made: StoreHost, id: string, openedAt: number) => {
    const session = { id, secret: `https://up.example/${id}`, openedAt, expiresAt: null }
    return made.store.apply(
      {
        id: known,
        from: made.store.get(known)?.state ?? 'queued',
        event: null,
        session: { open: session },
        step: null,
      },
      openedAt,
    )
  }
  open(before, 'old', now - 9_000)
  expect(before.store.session(known)).not.toHaveProperty('isFromCopy')
  before.close()
  copyFileSync(`${path}.old`, path)
  const restored = host(path)
  expect(restored.store.get(known)).toMatchObject({ unsure: false })
  expect(restored.store.session(known)).toMatchObject({ id: 'old', isFromCopy: true })
  open(restored, 'new', now + 1)
  expect(restored.store.session(known)).not.toHaveProperty('isFromCopy')
})

test('an older copy that can’t be marked is told as a failure, and not held open; the next start sees it again', () => {
  const { path, known } = withOldCopy()
  copyFileSync(`${path}.old`, path)
  const change = (sql: string) => {
    const db = new Database(path)
    db.exec(sql)
    db.close()
  }
  change("CREATE TRIGGER refuses BEFORE INSERT ON step BEGIN SELECT raise(ABORT, 'not now'); END")
  expect(() => host(path)).toThrow(FailureError)
  expect(existsSync(`${path}-wal`)).toBe(false)
  change('DROP TRIGGER refuses')
  const restored = host(path)
  expect(restored.isOlderCopy).toBe(true)
  expect(restored.store.get(known)).toMatchObject({ unsure: true })
})
