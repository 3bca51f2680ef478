/**
 * Writes through the worker as fast as it can, and says what was acknowledged: one line each, in one system call, so
 * that a kill can't take a line back. `node store-writer.ts DATABASE SEED`
 */

import { writeSync } from 'node:fs'
import { Vault } from '../../src/main/secrets/vault.ts'
import { type Ask, createRemoteStore } from '../../src/main/store/remote-store.ts'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'
import { MiB, aLedgerEntry, aSession, anEntry, anItem, hash } from './store-rows.ts'

const [databasePath = '', seed = ''] = process.argv.slice(2)
const { client, notes } = await WorkerClient.start({ databasePath })
const store = createRemoteStore(
  ((method, ...args) => client.call('store', method, args)) as Ask,
  new Vault(Buffer.alloc(32)),
)

function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

/** One file from the queue to done, each step told when it is durable. */
async function carry(lane: number, n: number): Promise<void> {
  const path = `/in/${seed}/${lane}/${n}`
  const entries = [0, 1, 2].map((more) => anEntry({ path: `${path}.${more}` }))
  const added = await store.enqueue(entries, n)
  for (const { transfer } of added) say('queued', transfer.id, transfer.path)
  const [first] = added
  if (first === undefined) throw new Error('nothing was added')
  const { id } = first.transfer
  await store.apply({ id, from: 'queued', event: 'admit', step: null }, n)
  await store.apply({ id, from: 'planning', event: 'open', step: { what: 'opening', why: 'new' } }, n)
  const session = { open: aSession(`${seed}-${lane}-${n}`) }
  await store.apply({ id, from: 'opening', event: 'opened', session, step: null }, n)
  for (let end = MiB; end <= 10 * MiB; end += 3 * MiB) {
    const acknowledge = { ranges: [{ start: 0, end }], expiresAt: null, digestCheckpoint: `${end}`, digestOffset: end }
    await store.apply({ id, from: 'sending', event: 'ack', acknowledge, step: null }, n)
    say('acknowledged', id, end)
  }
  await store.apply(
    { id, from: 'sending', event: 'stored', session: 'finish', set: { remote: anItem() }, step: null },
    n,
  )
  const set = { digest: hash, evidence: 'hash' } as const
  const ledger = aLedgerEntry({ path: first.transfer.path })
  await store.apply({ id, from: 'verifying', event: 'matched', set, ledger, step: null }, n)
  say('done', id, first.transfer.path)
}

async function run(lane: number): Promise<never> {
  for (let n = 0; ; n += 1) await carry(lane, n)
}

say('ready', notes.length)
await Promise.all([0, 1, 2].map(run))
