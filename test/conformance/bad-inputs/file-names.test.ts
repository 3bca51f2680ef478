/** The names of the corpus, as real files that are really sent, to places with rules of their own. */

import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { boxItems } from '../../support/box-bench.ts'
import { todoPlace, outlookPlace } from '../../support/attachment-places.ts'
import { countFigure } from '../../support/figures.ts'
import { OwnerBench, sha256, valueOf } from '../../support/owner-bench.ts'
import { printingOf } from '../../support/printing.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { badNames } from './file-names.ts'

/** Every name in bytes, with size and time, whatever it is. */
function lookOf(folder: Buffer): string[] {
  return readdirSync(folder, { encoding: 'buffer' }).flatMap((name) => {
    const path = Buffer.concat([folder, Buffer.from('/'), name])
    const stats = statSync(path)
    if (stats.isDirectory()) return lookOf(path)
    return [`${path.toString('hex')} ${stats.ino} ${stats.size} ${stats.mtimeMs}`]
  })
}

/** Every file that arrived anywhere, by the hash of its bytes: no two of ours are the same. */
async function arrived({ practice }: OwnerBench): Promise<Map<string, string[]>> {
  const drives = (await practice.control('GET', '/items')).items as { path: string; sha256: string }[]
  const named = [
    ...drives.map(({ path, sha256: hash }) => ({ name: path.split('/').at(-1) ?? '', hash })),
    ...(await boxItems(practice)).map(({ path, sha256: hash }) => ({ name: path.split('/').at(-1) ?? '', hash })),
    ...(await outlookPlace.attached(practice)).map(({ name, sha256: hash }) => ({ name, hash })),
    ...(await todoPlace.attached(practice)).map(({ name, sha256: hash }) => ({ name, hash })),
    ...(await printingOf(practice)).documents.map(({ name, sha256: hash }) => ({ name, hash: hash ?? '' })),
  ]
  const all = new Map<string, Set<string>>()
  for (const { name, hash } of named) all.set(hash, (all.get(hash) ?? new Set()).add(name))
  return new Map([...all].map(([hash, names]) => [hash, [...names]]))
}

interface Sent {
  readonly id: string | null
  readonly hash: string
  /** What was said at once, of what isn't in the queue. */
  readonly said: string
}

/** Each name has a folder of its own, which is what is uploaded: names that are one to a service don't meet. */
async function sent(bench: OwnerBench, at: number): Promise<Sent> {
  const row = badNames[at]
  if (row === undefined) throw new Error('there is none')
  const [, { to, path, isRaw }] = row
  const folder = join(bench.folder, `n${at}`)
  const parts = path.split('/')
  const bytes = pseudoRandom(2_000 + at, at + 1)
  mkdirSync(join(folder, ...parts.slice(0, -1)), { recursive: true })
  const whole = join(folder, ...parts)
  writeFileSync(isRaw ? Buffer.from(whole, 'latin1') : whole, bytes)
  const asked = {
    paths: [isRaw || parts.length > 1 ? folder : whole],
    to: `${to}${hasFolders(to) ? `/${at}` : ''}`,
    account: 'cloud',
  }
  const { batch } = valueOf(await bench.client.queue.enqueue(asked))
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  const { id } = transfers[0] ?? { id: null }
  const said = id === null ? await oddities(bench, whole) : ''
  return { id, hash: sha256(bytes), said }
}

function hasFolders(to: string): boolean {
  return to.endsWith('/Names')
}

/** What the story of the files tells of one that was left out. */
async function oddities(bench: OwnerBench, path: string): Promise<string> {
  const shown = Buffer.from(path, 'latin1').toString('utf8')
  const told = await bench.client.queue.explain({ target: shown })
  return told.ok ? told.value.steps.map(({ what, why }) => `${what}: ${why}`).join(' ') : told.failure.code
}

const printer = { what: 'printer', id: 'any-printer', contentTypes: ['application/octet-stream', 'text/plain'] }

test('fault-F30 every name that is odd arrives as it is, or is refused by its rule before a byte of it is sent', {
  timeout: 120_000,
}, async ({ task }) => {
  const bench = await OwnerBench.open()
  await bench.practice.control('POST', '/print', printer)
  const all: Sent[] = []
  for (const at of badNames.keys()) all.push(await sent(bench, at))
  const before = lookOf(Buffer.from(bench.folder))
  const views = new Map<string, TransferView>()
  for (const { id } of all) if (id !== null) views.set(id, await bench.ended(id))
  const there = await arrived(bench)
  const wrong: string[] = []
  for (const [at, [rule, { path }, code]] of badNames.entries()) {
    const { id = null, hash = '', said = '' } = all[at] ?? {}
    const view = id === null ? null : (views.get(id) ?? null)
    countFigure(task, 'badInputs', 'file names')
    const names = there.get(hash) ?? []
    const isWell =
      code === 'goes'
        ? view?.state === 'done' && names.length === 1 && names[0] === path
        : names.length === 0 && isRefused(view, said, code)
    if (isWell) countFigure(task, 'badInputsCatalogued', 'file names')
    else wrong.push(`${rule}: ${code} and not ${JSON.stringify([view?.state, view?.failure, names, said])}`)
  }
  expect(wrong).toEqual([])
  expect(lookOf(Buffer.from(bench.folder))).toEqual(before)
  // No entry has gone, and no two became one.
  expect(valueOf(await bench.client.queue.page({})).transfers).toHaveLength(views.size)
})

function isRefused(view: TransferView | null, said: string, code: string): boolean {
  if (view === null) return said.includes('not UTF-8') && code === 'name-not-allowed'
  const { failure, state } = view
  return state === 'failed' && failure?.code === code && failure.message !== '' && failure.nextStep !== ''
}
