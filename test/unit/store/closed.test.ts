import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backupPath } from '../../../src/main/store/backup.ts'
import { StoreHost } from '../../../src/main/store/store-host.ts'
import { FailureError } from '../../../src/shared/failure.ts'
import { anEntry } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const hour = 3_600_000

function openHost(path: string, now: () => number): StoreHost {
  let last = 0
  return new StoreHost(path, now, () => `id ${(last += 1)}`)
}

test('what was closed stays closed, whoever comes late', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const host = openHost(path, () => 0)
  host.close()
  // With SQLite's own files still there somebody would have it open.
  const left = readdirSync(join(path, '..'))
  expect(left).toEqual(['longshore.db', 'longshore.db.mark'])
  expect(() => host.store).toThrow(FailureError)
  expect(host.callAll([{ method: 'summary', args: [] }])).toMatchObject([
    { error: { failure: { code: 'store-failed' } } },
  ])
  await expect(host.maintain()).rejects.toMatchObject({ failure: { code: 'store-failed' } })
  expect(readdirSync(join(path, '..'))).toEqual(left)
  host.close()
})

test('a small database is copied again after an hour: the copy of a first start holds nothing yet', async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  let now = Date.now()
  const host = openHost(path, () => now)
  await host.maintain()
  host.store.enqueue([anEntry()], 1)
  now += hour + 1_000
  await host.maintain()
  host.close()
  rmSync(path)
  const restored = openHost(path, () => now)
  expect(restored.repair).toMatchObject({ damage: 'it is gone', movedTo: null, restoredFrom: backupPath(path) })
  expect(restored.store.summary().tallies).toMatchObject({ queued: 1 })
  // And not more often than that.
  const then = new Date(now - hour + 60_000)
  utimesSync(backupPath(path), then, then)
  await restored.maintain()
  restored.close()
  rmSync(path)
  expect(statSync(backupPath(path)).mtimeMs).toBe(then.getTime())
})
