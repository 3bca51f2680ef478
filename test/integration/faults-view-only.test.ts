/** A data folder on a disk that is mounted read-only: everything can be looked at, nothing moves, and that is said. */

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Owner } from '../../src/main/client/owner-port.ts'
import { openOwner } from '../../src/main/owner.ts'
import { addressToListen } from '../../src/main/private-address.ts'
import { acquireOwnerLock } from '../../src/main/store/owner-lock.ts'
import { viewOf } from '../../src/shared/failure.ts'
import { valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))
const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

beforeEach(() => {
  // Copies of other tests come and go in the usual one.
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = temporaryFolder()
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })
})

async function opened(dataDir: string, kind: 'daemon' | 'app' = 'daemon'): Promise<Owner> {
  const options = { dataDir, kind, runEngine: true, version: '0.0.0' } as const
  const owner = valueOf(await openOwner(options, { policies: [] }))
  onTestFinished(() => owner.close())
  return owner
}

const copies = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('longshore-view-'))

/** A disk of its own, mounted at a folder; null where none can be. */
function disk(): string | null {
  const dataDir = temporaryFolder()
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', 'size=32m,mode=700', 'tmpfs', dataDir)) return null
  onTestFinished(() => void spawnSync('umount', ['-l', dataDir]))
  return dataDir
}

test('fault-D04 a disk that became read-only: the queue is shown, every change is refused, and it goes on when it can', async ({
  skip,
}) => {
  const dataDir = disk() ?? skip('needs root on Linux, to mount a disk')
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
  const others = copies()

  const view = await opened(dataDir, 'app')
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
  expect(copies()).toEqual(others)
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

test('a daemon has nothing to do there: it ends with a sentence, for whoever starts it again', async ({ skip }) => {
  const dataDir = disk() ?? skip('needs root on Linux, to mount a disk')
  const first = await opened(dataDir)
  await first.close()
  expect(mount('-o', 'remount,ro', dataDir)).toBe(true)
  const others = copies()
  const command = [program, 'daemon', '--json', '--data-dir', dataDir]
  const { status, stdout } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 25_000 })
  expect(status).toBe(4)
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'view-only' })
  expect(JSON.parse(stdout).error.message).toContain('is read-only')
  expect(copies()).toEqual(others)
})

test('who only looks takes no socket from the owner that lives', async ({ skip }) => {
  const dataDir = disk() ?? skip('needs root on Linux, to mount a disk')
  const owner = await opened(dataDir)
  const socket = await addressToListen(dataDir)
  const { ino } = statSync(socket)
  // Read-only for everybody who comes now; the owner has its files open already.
  expect(mount('--bind', dataDir, dataDir) && mount('-o', 'remount,ro,bind', dataDir)).toBe(true)
  onTestFinished(() => void spawnSync('umount', ['-l', dataDir]))
  const view = await opened(dataDir, 'app')
  expect(valueOf(await view.client.engine.status({})).viewOnly).toContain('read-only')
  expect(statSync(socket).ino).toBe(ino)
  await view.close()
  expect(statSync(socket).ino).toBe(ino)
  const line = createConnection(socket)
  await once(line, 'connect')
  line.destroy()
  expect(valueOf(await owner.client.engine.status({})).viewOnly).toBeUndefined()
})

test('what a killed one has left in the temporary folder is swept by the next; what lives or is just copied stays', async () => {
  const made = (): string => {
    const copy = mkdtempSync(join(tmpdir(), 'longshore-view-'))
    onTestFinished(() => rmSync(copy, { recursive: true, force: true }))
    return copy
  }
  const [dead, alive, young, old] = [made(), made(), made(), made()]
  for (const copy of [dead, alive]) {
    const lock = acquireOwnerLock(join(copy, 'lock.db'))
    if (copy === dead) lock?.release()
    else onTestFinished(() => lock?.release())
  }
  const longAgo = Date.now() / 1000 - 3 * 86_400
  utimesSync(old, longAgo, longAgo)
  const owner = await opened(temporaryFolder())
  expect([dead, alive, young, old].filter((copy) => existsSync(copy))).toEqual([alive, young])
  await owner.close()
})
