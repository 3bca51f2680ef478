/** What is said before the first byte, by the real service in front of a practice cloud; and what the fixes do. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../src/shared/failure.ts'
import { type PreflightReport, isClear } from '../../src/shared/preflight.ts'
import { attachmentsOf, draft } from '../support/mail.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { photoShare } from '../support/printing.ts'
import { task } from '../support/tasks.ts'

afterEach(expectGoodManners)

type Question = Parameters<OwnerBench['client']['queue']['preflight']>[0]

async function lookAhead(bench: OwnerBench, question: Question): Promise<PreflightReport> {
  const reports: PreflightReport[] = []
  for await (const report of bench.client.queue.preflight(question)) reports.push(report)
  expect(reports.map(({ isComplete }) => isComplete)).toEqual([...reports.slice(1).map(() => false), true])
  return reports.at(-1) as PreflightReport
}

const short = ({ problems }: PreflightReport) => problems.map(({ effect, code, count }) => [effect, code, count])

/** Every transfer of the batch, as it ended. */
async function ended(bench: OwnerBench, batch: string) {
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch } }))
  return Promise.all(transfers.map(({ id }) => bench.ended(id)))
}

/** Every one in place, with its bytes. */
function folderOf(bench: OwnerBench, files: Readonly<Record<string, number>>): string {
  const root = join(bench.folder, 'Batch')
  for (const [name, size] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, Buffer.alloc(size, name))
  }
  return root
}

describe.each([
  ['onedrive:/In', 'b!practice-me'],
  ['box:/In', 'practice-box'],
])('what is at %s already', (to, drive) => {
  it('is found folder by folder, by its name in any case, and what is not there costs one question', async () => {
    const bench = await OwnerBench.open()
    for (const path of ['/In/Batch/A.TXT', '/In/Batch/other.txt', '/In/b.txt']) {
      await bench.practice.write({ what: 'create', path, size: 1, drive })
    }
    const root = folderOf(bench, { 'a.txt': 1, 'b.txt': 1, 'new/deep/c.txt': 1, 'new/other.txt': 1 })
    const report = await lookAhead(bench, { paths: [root], to })
    expect(report.taken).toEqual({ count: 1, examples: ['Batch/A.TXT'], isWhole: true })
    expect(short(report)).toEqual([['asks', 'name-taken', 1]])
    const asked = (await bench.requests('children')).map(({ url }) => url)
    expect(asked.filter((url) => url.includes('deep'))).toEqual([])
    // What was said is what happens.
    const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [root], to, conflict: 'skip' }))
    const states = (await ended(bench, batch)).map(({ state }) => state).toSorted()
    expect(states).toEqual(['done', 'done', 'done', 'skipped'])
  })
})

it('a folder of many pages is looked at to its end', async () => {
  const bench = await OwnerBench.open()
  for (let n = 0; n < 2_500; n += 1) {
    await bench.practice.write({ what: 'create', path: `/In/Batch/f${n}`, content: '' })
  }
  const root = folderOf(bench, { f2499: 1, f9999: 1 })
  const report = await lookAhead(bench, { paths: [root], to: 'onedrive:/In' })
  expect(report.taken).toEqual({ count: 1, examples: ['Batch/f2499'], isWhole: true })
})

describe('OneDrive', () => {
  it('complaint-C34 says which names, which size and how much room, and sends and makes nothing', async () => {
    const bench = await OwnerBench.open({ switches: { quotaTotal: 5_000 } })
    const root = folderOf(bench, {
      'fine.txt': 3_000,
      'Q3 figures: final?.xlsx': 10,
      'In: here/a.txt': 3_000,
      'In: here/Same.txt': 1,
      'In: here/same.txt': 1,
    })
    symlinkSync('/etc/hostname', join(root, 'link'))
    const report = await lookAhead(bench, { paths: [root], to: 'onedrive:/New' })
    expect(report).toMatchObject({
      account: 'cloud',
      destination: 'onedrive:/New',
      found: { files: 5, bytes: 6_012 },
      going: { files: 1, bytes: 3_000 },
      unasked: null,
    })
    expect(short(report)).toEqual([
      ['refused', 'name-not-allowed', 4],
      ['unread', 'source-outside', 1],
    ])
    const fixed = await lookAhead(bench, { paths: [root], to: 'onedrive:/New', fixes: { names: true } })
    expect(short(fixed)).toEqual([
      ['asks', 'destination-full', 5],
      ['asks', 'same-name', 1],
      ['unread', 'source-outside', 1],
    ])
    expect(fixed.renamed.examples.map(({ name, allowed }) => [name, allowed])).toEqual(
      expect.arrayContaining([
        ['Q3 figures: final?.xlsx', 'Q3 figures- final-.xlsx'],
        ['In: here', 'In- here'],
      ]),
    )
    expect(await bench.items()).toEqual([])
    const writes = (await bench.requests()).filter(({ method }) => method !== 'GET')
    expect(writes).toEqual([])
    expect(valueOf(await bench.client.queue.page({})).transfers).toEqual([])
  })

  it('the fixes are what is sent: allowed names, and some left out with the reason', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a: b.txt': 10, 'sub?/c.txt': 20, 'plain.txt': 30 })
    const fixes = { names: true }
    const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [root], to: 'onedrive:/In', fixes }))
    await ended(bench, batch)
    const stored = (await bench.items()).map(({ path }) => path).filter((path) => path.endsWith('.txt'))
    expect(new Set(stored)).toEqual(new Set(['/In/Batch/a- b.txt', '/In/Batch/plain.txt', '/In/Batch/sub-/c.txt']))
    const second = valueOf(
      await bench.client.queue.enqueue({
        paths: [join(root, 'a: b.txt')],
        to: 'onedrive:/Other',
        fixes: { leaveOut: ['name-not-allowed'] },
      }),
    )
    expect(second).toMatchObject({ queued: 0, already: 0, leftOut: 1 })
    const { steps } = valueOf(await bench.client.queue.explain({ target: join(root, 'a: b.txt') }))
    expect(steps.at(-1)).toMatchObject({ what: 'left out', why: expect.stringContaining('does not allow the name') })
  })

  it('what it refuses fails in the queue as ever, and holds nothing else', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a?.txt': 10, 'b.txt': 10 })
    const { batch } = valueOf(await bench.client.queue.enqueue({ paths: [root], to: 'onedrive:/In' }))
    const states = (await ended(bench, batch)).map(({ path, state }) => [path.slice(root.length + 1), state])
    expect(new Map(states as [string, string][])).toEqual(
      new Map([
        ['a?.txt', 'failed'],
        ['b.txt', 'done'],
      ]),
    )
  })

  it('an address that names a file takes one of them; a file in the way is told', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.write({ what: 'create', path: '/In/a.txt', size: 3 })
    const { id } = await bench.practice.item('/In/a.txt')
    const paths = ['one.bin', 'two.bin'].map((name) => bench.file(name, 10).path)
    expect(short(await lookAhead(bench, { paths, to: `onedrive:items/${id}` }))).toEqual([['replaced', 'same-name', 1]])
    expect(short(await lookAhead(bench, { paths, to: 'onedrive:/In/a.txt' }))).toEqual([['asks', 'address-invalid', 2]])
  })

  it('a library keeps the name Forms, and gives it up for another', async () => {
    const bench = await OwnerBench.open({ profile: 'spo' })
    const root = join(bench.folder, 'Forms')
    mkdirSync(root)
    writeFileSync(join(root, 'a.txt'), 'x')
    const to = 'onedrive:/'
    expect(short(await lookAhead(bench, { paths: [root], to }))).toEqual([['refused', 'name-not-allowed', 1]])
    const fixed = await lookAhead(bench, { paths: [root], to, fixes: { names: true } })
    expect(fixed.renamed.examples).toMatchObject([{ name: 'Forms', allowed: 'Forms-' }])
  })
})

describe('mail and tasks', () => {
  it('folders become single attachments, too large is too large, and a full message may refuse more', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a/x.txt': 10, 'b/x.txt': 10, 'c.txt': 10 })
    const wish = { what: 'attachment', itemId: 'practice-draft', name: 'old.bin', content: 'x'.repeat(34_000_000) }
    await bench.practice.control('POST', '/mail', wish)
    const report = await lookAhead(bench, { paths: [root, bench.file('big.bin', 3_000_000).path], to: draft })
    expect(report.flattened).toBe(3)
    expect(short(report)).toEqual([
      ['maybe', 'destination-full', 4],
      ['asks', 'same-name', 1],
    ])
    const toTask = await lookAhead(bench, { paths: [bench.file('huge.bin', 25 * 1024 * 1024 + 1).path], to: task })
    expect(short(toTask)).toEqual([['refused', 'too-large', 1]])
    expect((await attachmentsOf(bench.practice)).map(({ name }) => name)).toEqual(['old.bin'])
  })

  it('more attachments than a message is known to take may be refused', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, Object.fromEntries(Array.from({ length: 252 }, (_, n) => [`${n}.txt`, 1])))
    expect(short(await lookAhead(bench, { paths: [root], to: draft }))).toEqual([['maybe', 'too-many-files', 252]])
  })
})

describe('a printer', () => {
  it('says which kinds it prints, takes two of one name, and what is left out is not printed', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a/x.jpg': 10, 'b/x.jpg': 10, 'c.mov': 10, 'empty.jpg': 0 })
    const to = photoShare
    const report = await lookAhead(bench, { paths: [root], to })
    expect(report.problems.map(({ code }) => code).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'empty-file',
      'type-not-supported',
    ])
    expect(report.flattened).toBe(4)
    const fixes = { leaveOut: ['empty-file', 'type-not-supported'] } as const
    const added = await bench.client.queue.enqueue({ paths: [root], to, fixes: { leaveOut: [...fixes.leaveOut] } })
    expect(valueOf(added)).toMatchObject({ queued: 2, leftOut: 2 })
  })
})

describe('fixes, where the destination can’t be asked', () => {
  it('for its room: what every such destination refuses is fitted all the same, and the answer says so', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a?.txt': 10, 'b.txt': 10 })
    await bench.practice.fault({ match: { op: 'drive' }, action: 'reset', params: { at: 'arrival' }, times: 0 })
    const request = { paths: [root], to: 'onedrive:/In', fixes: { leaveOut: ['name-not-allowed' as const] } }
    const added = valueOf(await bench.client.queue.enqueue(request))
    expect(added).toMatchObject({ queued: 1, leftOut: 1, unasked: { code: 'interrupted' } })
    expect((await ended(bench, added.batch)).map(({ state }) => state)).toEqual(['done'])
  })

  it('with an account that is signed out: all of them wait for it, as without fixes', async () => {
    const bench = await OwnerBench.open()
    const root = folderOf(bench, { 'a?.txt': 10, 'b.txt': 10 })
    await bench.practice.control('POST', '/tokens', { revoke: bench.practice.cloud.token })
    const first = await bench.upload(bench.file('c.bin', 10))
    expect(first).toMatchObject({ state: 'blocked', failure: { code: 'signed-out' } })
    const fixes = { names: true }
    const added = valueOf(await bench.client.queue.enqueue({ paths: [root], to: 'onedrive:/In', fixes }))
    expect(added).toMatchObject({ queued: 2, unasked: { code: 'signed-out' } })
    expect(added).not.toHaveProperty('leftOut')
  })

  it('is not said where nothing had to be asked', async () => {
    const bench = await OwnerBench.open()
    const paths = [bench.file('a.bin', 10).path]
    expect(valueOf(await bench.client.queue.enqueue({ paths, to: 'onedrive:/In' }))).not.toHaveProperty('unasked')
    const fixed = { paths: [bench.file('b.bin', 10).path], to: 'onedrive:/In', fixes: { names: true } }
    expect(valueOf(await bench.client.queue.enqueue(fixed))).not.toHaveProperty('unasked')
  })
})

describe('what is wrong before', () => {
  it('the destination is denied or gone', async () => {
    const bench = await OwnerBench.open()
    const paths = [bench.file('a.bin', 10).path]
    expect(short(await lookAhead(bench, { paths, to: 'outlook:messages/nowhere' }))).toEqual([
      ['asks', 'destination-gone', 1],
    ])
    await bench.practice.fault({ match: { op: 'item' }, action: 'respond', params: { status: 403 } })
    expect(short(await lookAhead(bench, { paths, to: 'onedrive:/In' }))).toEqual([['asks', 'destination-denied', 1]])
  })

  it('trouble that passes says nothing of the destination, and its rules are known all the same', async () => {
    const bench = await OwnerBench.open()
    const paths = [bench.file('a?.bin', 10).path]
    await bench.practice.fault({ match: { op: 'item' }, action: 'respond', params: { status: 500 }, times: 0 })
    const report = await lookAhead(bench, { paths, to: 'onedrive:/In' })
    expect(report.unasked).toMatchObject({ code: 'server-error' })
    expect(short(report)).toEqual([['refused', 'name-not-allowed', 1]])
  })

  it('what could not be asked for its room is not called clear', async () => {
    const bench = await OwnerBench.open()
    const paths = [bench.file('a.bin', 10).path]
    await bench.practice.fault({ match: { op: 'drive' }, action: 'reset', params: { at: 'arrival' }, times: 0 })
    const report = await lookAhead(bench, { paths, to: 'onedrive:/In' })
    expect(report).toMatchObject({ problems: [], going: { files: 1 }, unasked: { code: 'interrupted' } })
    expect(isClear(report)).toBe(false)
  })

  it.each([
    [{ paths: ['/nowhere/at/all'], to: 'onedrive:/' }, 'path-missing'],
    [{ paths: ['/'], to: 'nowhere' }, 'address-invalid'],
    [{ paths: ['/'], to: 'onedrive:/', account: 'nobody' }, 'account-unknown'],
  ])('%j ends it: %s', async (question, code) => {
    const bench = await OwnerBench.open()
    const asked = lookAhead(bench, question)
    await expect(asked).rejects.toBeInstanceOf(FailureError)
    await expect(asked).rejects.toMatchObject({ failure: { code } })
  })

  it('nobody waits any more: it ends, and asks nothing more', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'item' }, action: 'hold' })
    const leaving = new AbortController()
    const reports: PreflightReport[] = []
    const looking = (async () => {
      const question = { paths: [bench.file('a.bin', 10).path], to: 'onedrive:/In' }
      for await (const report of bench.client.queue.preflight(question, leaving.signal)) reports.push(report)
    })()
    await bench.practice.control('GET', '/journal/wait?op=item&state=held')
    leaving.abort()
    await looking
    expect(reports).toEqual([])
    await bench.practice.control('POST', '/faults/release')
  })
})

it('a folder of many thousand files is walked through, with reports of a few kilobytes', async () => {
  const bench = await OwnerBench.open()
  const root = join(bench.folder, 'Many')
  for (let folder = 0; folder < 20; folder += 1) {
    const inside = join(root, `${folder}`)
    mkdirSync(inside, { recursive: true })
    for (let n = 0; n < 300; n += 1) writeFileSync(join(inside, n % 3 === 0 ? `${n}?` : `${n}`), '')
  }
  const report = await lookAhead(bench, { paths: [root], to: 'onedrive:/In' })
  expect(report.found.files).toBe(6_000)
  expect(short(report)).toEqual([['refused', 'name-not-allowed', 2_000]])
  expect(JSON.stringify(report).length).toBeLessThan(8_000)
})
