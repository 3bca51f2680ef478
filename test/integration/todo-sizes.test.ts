/** Every way into a task, by size, from the command line's own words to the bytes at the task. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { attachmentsOf, expectAttached, task } from '../support/tasks.ts'

const range = 3_932_160
const limit = 25 * 1024 * 1024
const small = [0, 1, 2, 3, 4, 2_999_998, 2_999_999]
const boundaries = [3_000_000, 3_000_001, range - 1, range, range + 1, 3_999_999, 4_000_000, 4_000_001]
const large = [4_194_303, 4_194_304, 4_194_305, 2 * range, limit - 1, limit]

const entry = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url))

afterEach(expectGoodManners)

describe('sizes', () => {
  it.each([...small, ...boundaries, ...large])(
    'graph-G2-23, graph-G2-24, fault-F24 fault-F25 attaches %i bytes, and reads them back',
    async (size) => {
      const bench = await OwnerBench.open()
      const source = bench.file(`size-${size}.bin`, size)
      const view = await bench.upload(source, { to: task })
      expect(view).toMatchObject({
        state: 'done',
        evidence: 'hash',
        failure: null,
        attempts: 0,
        acknowledgedBytes: size,
        remote: { name: source.name, size, hash: { algorithm: 'sha256', value: source.sha256 } },
      })
      await expectAttached(bench, source)
      expect(await bench.requests('simplePut')).toHaveLength(size < 3_000_000 ? 1 : 0)
      const puts = await bench.requests('put')
      expect(puts.reduce((sum, { storedBytes }) => sum + storedBytes, 0)).toBe(size < 3_000_000 ? 0 : size)
      for (const { contentLength, authorization, host, url } of puts) {
        expect(contentLength).toBeLessThan(4_000_000)
        expect({ authorization, host }).toEqual({ authorization: 'Bearer', host: 'graph' })
        expect(url).toMatch(/\/attachmentSessions\/[^/]+\/content$/)
      }
    },
  )

  it('fault-F29 refuses one byte more than 25 MiB before anything is sent', async () => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('over.bin', limit + 1), { to: task })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'too-large' } })
    expect(view.failure?.message).toContain('at most 26,214,400 bytes')
    expect((await bench.requests()).filter(({ protocol }) => protocol === 'todo')).toEqual([])
  })

  it('takes a session that was made with 201, as the prose has it', async () => {
    const bench = await OwnerBench.open({ switches: { todoCreateStatus: 201 } })
    const source = bench.file('prose.bin', range + 1)
    expect(await bench.upload(source, { to: task })).toMatchObject({ state: 'done', evidence: 'hash', attempts: 0 })
    await expectAttached(bench, source)
  })
})

describe('names', () => {
  const earlier = { what: 'attach', task: 'practice-task', name: 'report.pdf', size: 10 }

  it.each(['fail', 'replace'] as const)(
    '%s: a name that is there is asked about, and nothing is replaced',
    async (conflict) => {
      const bench = await OwnerBench.open()
      await bench.practice.control('POST', '/todo', earlier)
      const view = await bench.upload(bench.file('report.pdf', 20), { to: task, conflict })
      expect(view).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
      expect(await attachmentsOf(bench.practice)).toMatchObject([{ name: 'report.pdf', size: 10 }])
      expect(await bench.requests('simplePut')).toEqual([])
    },
  )

  it('rename: the next free name is ours', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.control('POST', '/todo', earlier)
    await bench.practice.control('POST', '/todo', { ...earlier, name: 'report (2).pdf' })
    const view = await bench.upload(bench.file('report.pdf', 20), { to: task, conflict: 'rename' })
    expect(view).toMatchObject({ state: 'done', evidence: 'hash', remote: { name: 'report (3).pdf' } })
    expect(await attachmentsOf(bench.practice)).toHaveLength(3)
  })

  it('skip: is left', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.control('POST', '/todo', earlier)
    const view = await bench.upload(bench.file('report.pdf', 20), { to: task, conflict: 'skip' })
    expect(view).toMatchObject({ state: 'skipped' })
  })

  it('finds a name on the last page of a long list', async () => {
    const bench = await OwnerBench.open()
    for (let n = 0; n < 120; n += 1) {
      await bench.practice.control('POST', '/todo', { ...earlier, name: n === 119 ? 'report.pdf' : `${n}.pdf` })
    }
    const view = await bench.upload(bench.file('report.pdf', 20), { to: task })
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'name-taken' } })
    expect(await bench.requests('attachments')).toHaveLength(3)
  })

  it.each(['Ünïcode 漢字.txt', "a#b%20c & d's + = @ ~ $.txt", '"quoted" \\ back.txt'])(
    'keeps %s as it is',
    async (name) => {
      const bench = await OwnerBench.open()
      const source = bench.file(name, 3_000_000)
      expect(await bench.upload(source, { to: task })).toMatchObject({ state: 'done', evidence: 'hash' })
      await expectAttached(bench, source)
    },
  )
})

describe('places', () => {
  it('attaches to the task of another user, whose ids are as the service makes them', async () => {
    const bench = await OwnerBench.open()
    const owner = '5a7e0000-0000-4000-8000-000000000002'
    const list = await bench.practice.control('POST', '/todo', { what: 'list', owner })
    const { id } = await bench.practice.control('POST', '/todo', { what: 'task', list: list.id })
    expect(id).toMatch(/=$/)
    const source = bench.file('theirs.bin', 3_000_001)
    const view = await bench.upload(source, {
      to: `todo:users/colleague@practice.example/lists/${list.id}/tasks/${id}`,
    })
    expect(view).toMatchObject({ state: 'done', evidence: 'hash' })
    await expectAttached(bench, source, id)
  })

  it.each([10, 3_000_001])('a task that is not there blocks, and says so (%i bytes)', async (size) => {
    const bench = await OwnerBench.open()
    const view = await bench.upload(bench.file('lost.bin', size), { to: 'todo:lists/practice-list/tasks/no-such-task' })
    expect(view).toMatchObject({ state: 'blocked', failure: { code: 'destination-gone' } })
  })

  it('a folder becomes an attachment for each file', async () => {
    const bench = await OwnerBench.open()
    const { mkdirSync } = await import('node:fs')
    mkdirSync(`${bench.folder}/papers/inner`, { recursive: true })
    const sources = ['papers/one.txt', 'papers/inner/two.txt'].map((name, n) => bench.file(name, 100 + n))
    const asked = { paths: [`${bench.folder}/papers`], to: task, account: 'cloud' }
    const { batch } = valueOf(await bench.client.queue.enqueue(asked))
    const page = await bench.client.queue.page({ filter: { batch } })
    for (const { id } of valueOf(page).transfers) expect(await bench.ended(id)).toMatchObject({ state: 'done' })
    const attached = await attachmentsOf(bench.practice)
    expect(attached.map(({ name }) => name).toSorted()).toEqual(['one.txt', 'two.txt'])
    expect(attached.map(({ sha256 }) => sha256).toSorted()).toEqual(sources.map(({ sha256 }) => sha256).toSorted())
  })

  it('uploads by the command line, which ends with what was asked', async () => {
    const bench = await OwnerBench.open()
    await bench.close()
    const source = bench.file('by hand.bin', 7_000_001)
    const env = { ...process.env, LONGSHORE_DATA_DIR: bench.dataDir }
    const args = [entry, 'upload', source.path, '--to', task, '--wait', '--json']
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => {
      child.kill()
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const [code] = await once(child, 'close')
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(lines.at(-1)).toMatchObject({ event: 'summary', done: 1, failed: 0 })
    expect(lines.at(-2)).toMatchObject({ event: 'state', state: 'done', evidence: 'hash', size: source.size })
    expect(code).toBe(0)
    await expectAttached(bench, source)
  })
})
