/** A data folder on a disk that is mounted read-only: everything can be looked at, nothing moves, and that is said. */

import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Owner } from '../../src/main/client/owner-port.ts'
import { openOwner } from '../../src/main/owner.ts'
import { viewOf } from '../../src/shared/failure.ts'
import { valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

async function opened(dataDir: string): Promise<Owner> {
  const options = { dataDir, kind: 'daemon', runEngine: true, version: '0.0.0' } as const
  const owner = valueOf(await openOwner(options, { policies: [] }))
  onTestFinished(() => owner.close())
  return owner
}

test('fault-D04 a disk that became read-only: the queue is shown, every change is refused, and it goes on when it can', async ({
  skip,
}) => {
  const dataDir = temporaryFolder()
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', dataDir)) {
    skip('needs root on Linux, to mount a disk')
  }
  onTestFinished(() => void spawnSync('umount', ['-l', dataDir]))
  const source = join(temporaryFolder(), 'a.bin')
  writeFileSync(source, pseudoRandom(70_001, 3))
  const first = await opened(dataDir)
  valueOf(await first.client.accounts.add({ kind: 'practice', name: 'cloud' }))
  await first.client.queue.pause({ all: true })
  valueOf(await first.client.queue.enqueue({ paths: [source], to: 'onedrive:/In', account: 'cloud' }))
  await first.close()
  expect(mount('-o', 'remount,ro', dataDir)).toBe(true)
  const before = readFileSync(join(dataDir, 'longshore.db'))
  const names = readdirSync(dataDir)
  const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('longshore-view-'))
  const others = copies().length

  const view = await opened(dataDir)
  const { viewOnly, accounts } = valueOf(await view.client.engine.status({}))
  expect(viewOnly).toBe(`The queue can only be looked at: the disk that ${dataDir} is on is read-only.`)
  expect(view.note).toContain('Make the data folder writable')
  expect(accounts).toMatchObject([{ name: 'cloud' }])
  const [row] = valueOf(await view.client.queue.page({})).transfers
  expect(row).toMatchObject({ path: source, destination: 'onedrive:/In' })
  expect(valueOf(await view.client.queue.explain({ target: row?.id ?? '' })).steps).not.toEqual([])
  const refused = [
    await view.client.queue.resume({ all: true }),
    await view.client.queue.cancel({ ids: [row?.id ?? ''] }),
    await view.client.queue.enqueue({ paths: [source], to: 'onedrive:/In', account: 'cloud' }),
    await view.client.settings.set({ key: 'transfers.large', value: 2 }),
    await view.client.accounts.remove({ name: 'cloud' }),
  ]
  for (const result of refused) expect(!result.ok && viewOf(result.failure, null).code).toBe('view-only')
  await view.close()
  expect(copies()).toHaveLength(others)
  expect(readdirSync(dataDir)).toEqual(names)
  expect(readFileSync(join(dataDir, 'longshore.db')).equals(before)).toBe(true)

  expect(mount('-o', 'remount,rw', dataDir)).toBe(true)
  const again = await opened(dataDir)
  expect(valueOf(await again.client.engine.status({})).viewOnly).toBeUndefined()
  valueOf(await again.client.queue.resume({ all: true }))
  await expect
    .poll(async () => valueOf(await again.client.queue.page({})).transfers.map(({ state }) => state), {
      timeout: 30_000,
    })
    .toEqual(['done'])
})
