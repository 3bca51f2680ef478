/** What is done in one face is seen in the others without asking: a change of anything that they show is told. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openOwner } from '../../src/main/owner.ts'
import type { Owner } from '../../src/main/client/owner-port.ts'
import type { Result } from '../../src/shared/failure.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { valueOf } from '../support/owner-bench.ts'

type Act = (owner: Owner, folder: string) => Promise<Result<unknown>>

const acts: readonly (readonly [name: string, act: Act])[] = [
  ['a setting', ({ client }) => client.settings.set({ key: 'transfers.large', value: 2 })],
  ['a pause of everything', ({ client }) => client.queue.pause({ all: true })],
  ['the end of that pause', ({ client }) => client.queue.resume({ all: true })],
  ['a new account', ({ client }) => client.accounts.add({ kind: 'practice', name: 'second' })],
  ['a watched folder', ({ client }, folder) => client.watches.add({ folder, to: 'onedrive:/In', account: 'practice' })],
]

test.each(acts)('%s is told', async (_, act) => {
  const folder = temporaryFolder()
  const watched = join(folder, 'watched')
  mkdirSync(watched)
  const dataDir = join(folder, 'data')
  const owner = valueOf(await openOwner({ dataDir, kind: 'command', runEngine: true, version: '0.0.0' }))
  onTestFinished(() => owner.close())
  valueOf(await owner.client.accounts.add({ kind: 'practice', name: 'practice' }))
  const leaving = new AbortController()
  const summaries = owner.client.queue.follow({}, leaving.signal)[Symbol.asyncIterator]()
  const first = await summaries.next()
  const next = summaries.next()
  valueOf(await act(owner, watched))
  const { value } = await next
  expect(value?.revision).toBeGreaterThan(first.value?.revision ?? Infinity)
  leaving.abort()
})
