/** Commits that are shared, and what happens when the disk under the database reports errors (faults D01, D03). */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import { backupPath } from '../../../src/main/store/backup.ts'
import { StoreHost } from '../../../src/main/store/store-host.ts'
import { SeededRandom } from '../../fakes/random.ts'
import { newTransfer } from '../../support/stores.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const day = 24 * 3_600_000

function host(path = join(temporaryFolder(), 'longshore.db'), now = () => 0): StoreHost {
  const random = new SeededRandom()
  return new StoreHost(path, now, () => random.id())
}

function enqueue(...paths: string[]) {
  return paths.map((path) => ({ method: 'enqueue', args: [[newTransfer({ path })], 1] }))
}

function sqliteError(code: string): Error {
  return Object.assign(new Error('as the disk says'), { code })
}

describe('the host of the store', () => {
  it('refuses a method that is none, and takes the others of the batch', () => {
    const store = host(':memory:')
    const outcomes = store.callAll([
      { method: 'constructor', args: [] },
      ...enqueue('/a'),
      { method: 'nothing', args: [] },
    ])
    expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([true, false, true])
    expect(store.store.summary().tallies.queued).toBe(1)
    store.close()
  })

  it('takes call by call what could not be committed together', () => {
    const path = join(temporaryFolder(), 'longshore.db')
    const store = host(path)
    const outcomes = store.callAll([
      ...enqueue('/a', '/b'),
      { method: 'putSetting', args: ['cyclic', 1n] },
      ...enqueue('/c'),
    ])
    expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([false, false, true, false])
    expect(store.store.summary().tallies.queued).toBe(3)
    store.close()
  })

  it('closes and reads through a database whose disk reported an error, then goes on', () => {
    const path = join(temporaryFolder(), 'longshore.db')
    const store = host(path)
    store.callAll(enqueue('/a'))
    const broken = { method: 'putSetting', args: ['a', { toJSON: () => fail(sqliteError('SQLITE_IOERR_FSYNC')) }] }
    const [outcome] = store.callAll([broken])
    expect(outcome).toMatchObject({ error: { failure: { code: 'store-failed' } } })
    expect(existsSync(`${path}.suspect`)).toBe(true)
    const after = store.callAll(enqueue('/b', '/c'))
    expect(after.map((one) => 'error' in one)).toEqual([false, false])
    expect(existsSync(`${path}.suspect`)).toBe(false)
    expect(store.store.summary().tallies.queued).toBe(3)
    store.close()
  })

  it('doubts a batch as well, and gives nothing of it out as stored', () => {
    const path = join(temporaryFolder(), 'longshore.db')
    const store = host(path)
    const broken = { method: 'putSetting', args: ['a', { toJSON: () => fail(sqliteError('SQLITE_IOERR_WRITE')) }] }
    const outcomes = store.callAll([...enqueue('/a'), broken, ...enqueue('/b')])
    expect(outcomes.map((one) => 'error' in one)).toEqual([false, true, false])
    expect(store.store.summary().tallies.queued).toBe(2)
    store.close()
  })

  it('repairs nothing in the midst of work: the next start does', () => {
    const path = join(temporaryFolder(), 'longshore.db')
    const store = host(path)
    store.callAll(enqueue('/a'))
    const broken = { method: 'putSetting', args: ['a', { toJSON: () => fail(sqliteError('SQLITE_CORRUPT')) }] }
    store.callAll([broken])
    writeFileSync(path, 'text')
    for (let n = 0; n < 2; n += 1) {
      const [outcome] = store.callAll(enqueue('/b'))
      expect(outcome).toMatchObject({ error: { failure: { code: 'store-failed' } } })
    }
    expect(() => store.store).toThrow(FailureError)
    store.close()
    const again = host(path)
    expect(again.repair).not.toBeNull()
    again.close()
  })

  it('keeps a copy, a new one once a day', async () => {
    const path = join(temporaryFolder(), 'longshore.db')
    let now = Date.now()
    const store = host(path, () => now)
    store.callAll(enqueue('/a'))
    await store.maintain()
    expect(existsSync(backupPath(path))).toBe(true)
    writeFileSync(backupPath(path), 'stands for an older copy')
    await store.maintain()
    expect(readFileSync(backupPath(path), 'utf8')).toBe('stands for an older copy')
    now += 2 * day
    await store.maintain()
    const copy = host(backupPath(path))
    expect(copy.store.summary().tallies.queued).toBe(1)
    copy.close()
    store.close()
  })

  it('copies while it is written to', async () => {
    const path = join(temporaryFolder(), 'longshore.db')
    const store = host(path)
    const many = Array.from({ length: 3_000 }, (_, n) => newTransfer({ path: `/f/${n}` }))
    store.store.enqueue(many, 1)
    const copying = store.maintain()
    for (let n = 0; n < 20; n += 1) {
      store.callAll(enqueue(`/g/${n}`))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await copying
    const copy = host(backupPath(path))
    expect(copy.repair).toBeNull()
    expect(copy.store.summary().tallies.queued).toBeGreaterThanOrEqual(3_000)
    copy.close()
    store.close()
  })

  it('forgets old steps of what is over, but never the last of a file', async () => {
    let now = 1
    const store = host(join(temporaryFolder(), 'longshore.db'), () => now)
    const { store: sync } = store
    const [one, two] = sync.enqueue([newTransfer({ path: '/over' }), newTransfer({ path: '/waiting' })], 1)
    for (const why of ['1', '2']) {
      sync.addStep('/x', { what: 'ignored', why }, 1)
      for (const transfer of [one?.transfer, two?.transfer]) {
        sync.apply({ id: transfer?.id ?? '', from: 'queued', event: null, step: { what: 'told', why } }, 1)
      }
    }
    const id = one?.transfer.id ?? ''
    const canceling = sync.apply({ id, from: 'queued', event: 'cancel', step: null }, 2)
    sync.apply({ id: canceling?.id ?? '', from: 'canceling', event: 'canceled', step: null }, 2)
    now = 200 * day
    await store.maintain()
    expect(sync.steps({ path: '/x', limit: 9 }).map(({ why }) => why)).toEqual(['2'])
    expect(sync.steps({ path: '/over', limit: 9 }).map(({ why }) => why)).toEqual(['2'])
    expect(sync.steps({ path: '/waiting', limit: 9 })).toHaveLength(3)
    store.close()
  })
})

function fail(error: Error): never {
  throw error
}
