/**
 * Things are swapped while they are opened, 10,000 times each: nothing of outside is ever read, and nothing hangs. Judged
 * over both ways to learn where a descriptor is: Linux's, and the one for systems that don't tell.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SourceRef } from '../../src/main/engine/ports/source.ts'
import { createSources } from '../../src/main/files/sources.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { swapping } from '../support/swapper.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const times = 10_000
const ways = process.platform === 'linux' ? [true, false] : [false]
/** Nothing here takes that long; what does, hangs. */
const patienceMs = 20_000

const [inside, other, secret] = [1, 2, 3].map((seed) => pseudoRandom(64, seed))

interface Place {
  readonly root: string
  readonly outside: string
  readonly ref: SourceRef
}

/** A root with a file, and a secret of the same name and size beside the root. */
function place(below = ''): Place {
  const folder = temporaryFolder()
  const [root, outside] = [join(folder, 'data'), join(folder, 'data-old')]
  mkdirSync(join(root, below), { recursive: true })
  mkdirSync(outside)
  const path = join(root, below, 'file')
  writeFileSync(path, inside ?? '')
  writeFileSync(join(outside, 'file'), secret ?? '')
  return { root, outside, ref: { root, path } }
}

interface Tally {
  readonly codes: ReadonlyMap<string, number>
  readonly escapes: number
  /** Bytes that were neither of the files that were inside. */
  readonly strange: number
  readonly twins: number
}

/** Opens and reads it so many times, and says what came of that. */
async function openAndRead(ref: SourceRef, procLinks: boolean, follows = false): Promise<Tally> {
  const sources = createSources({ procLinks, followsLinks: () => follows })
  const codes = new Map<string, number>()
  let [escapes, strange, twins] = [0, 0, 0]
  const into = new Uint8Array(64)
  const is = (bytes: Uint8Array | undefined): boolean => Buffer.compare(into, bytes ?? new Uint8Array()) === 0
  for (let time = 0; time < times; time += 1) {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`opening hung at the ${time}th time`)), patienceMs)
    })
    const got = await Promise.race([sources.open(ref), late]).finally(() => clearTimeout(timer))
    const code = got.ok ? 'ok' : got.failure.code
    codes.set(code, (codes.get(code) ?? 0) + 1)
    if (!got.ok) continue
    into.fill(0)
    await got.value.read(into, 0)
    await got.value.close()
    if (is(secret)) escapes += 1
    else if (is(other)) twins += 1
    else if (!is(inside)) strange += 1
  }
  return { codes, escapes, strange, twins }
}

/** Whatever else it may say while things move. */
const expected = ['ok', 'folder-gone', 'source-busy', 'source-gone', 'source-not-regular', 'source-outside']

function expectTight({ codes, escapes, strange }: Tally, met: readonly string[]): void {
  expect({ escapes, strange }).toEqual({ escapes: 0, strange: 0 })
  expect([...codes.values()].reduce((sum, count) => sum + count, 0)).toBe(times)
  expect([...codes.keys()].filter((code) => !expected.includes(code))).toEqual([])
  // The race was really run: what is swapped was met on either side.
  expect(met.filter((code) => !codes.has(code))).toEqual([])
}

// Two processes that never rest need their time where others run, too.
describe.each(ways)('G1: 10,000 opens against a swap, with /proc: %s', { timeout: 300_000 }, (procLinks) => {
  test('fault-F19 fault-F21: a file and a link to outside', async () => {
    const { root, outside, ref } = place()
    const keep = join(root, 'keep')
    writeFileSync(keep, inside ?? '')
    const swapper = await swapping('symlinks', ref.path, join(outside, 'file'), keep)
    expectTight(await openAndRead(ref, procLinks), ['ok', 'source-outside'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F20 fault-F21: the folder above and a link to outside', async () => {
    const { root, outside, ref } = place('sub')
    symlinkSync(outside, join(root, 'link'))
    const swapper = await swapping('turns', join(root, 'sub'), join(root, 'aside'), join(root, 'link'))
    // Where no path of a descriptor is told, a folder that moves all the time is never still enough to be believed.
    expectTight(await openAndRead(ref, procLinks), procLinks ? ['ok', 'source-outside'] : ['source-outside'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F20 fault-F21: the folder two above and a link to outside', async () => {
    const { root, outside, ref } = place('sub/deep')
    mkdirSync(join(outside, 'deep'))
    writeFileSync(join(outside, 'deep', 'file'), secret ?? '')
    symlinkSync(outside, join(root, 'link'))
    const swapper = await swapping('turns', join(root, 'sub'), join(root, 'aside'), join(root, 'link'))
    expectTight(await openAndRead(ref, procLinks), procLinks ? ['ok', 'source-outside'] : ['source-outside'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F19 fault-F21: links are followed, and one that leads inside turns to the outside and back', async () => {
    const { root, outside, ref } = place('sub')
    const [one, two] = [join(root, 'one'), join(root, 'two')]
    symlinkSync(ref.path, one)
    symlinkSync(join(outside, 'file'), two)
    const link = { root, path: join(root, 'link') }
    symlinkSync(ref.path, link.path)
    const swapper = await swapping('links', link.path, one, two)
    expectTight(await openAndRead(link, procLinks, true), ['ok', 'source-outside'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F20 fault-F21: links are followed, and a folder on the way turns to the outside and back', async () => {
    const { root, outside, ref } = place('sub')
    symlinkSync(outside, join(root, 'out'))
    const link = { root, path: join(root, 'link') }
    symlinkSync(ref.path, link.path)
    const swapper = await swapping('turns', join(root, 'sub'), join(root, 'aside'), join(root, 'out'))
    expectTight(await openAndRead(link, procLinks, true), procLinks ? ['ok', 'source-outside'] : ['source-outside'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F16 fault-F21: a file and a pipe that nobody writes to', async () => {
    const { root, ref } = place()
    const [keep, pipe] = [join(root, 'keep'), join(root, 'pipe')]
    writeFileSync(keep, inside ?? '')
    execFileSync('mkfifo', [pipe])
    const swapper = await swapping('links', ref.path, keep, pipe)
    expectTight(await openAndRead(ref, procLinks), ['ok', 'source-not-regular'])
    expect(await swapper.stop()).toBeGreaterThan(0)
  })

  test('fault-F03 fault-F21: two files that change places: one or the other, never a mixture', async () => {
    const { root, ref } = place()
    const twin = join(root, 'twin')
    writeFileSync(twin, other ?? '')
    const swapper = await swapping('twins', ref.path, twin)
    const tally = await openAndRead(ref, procLinks)
    expectTight(tally, ['ok'])
    expect(tally.twins).toBeGreaterThan(0)
    expect(await swapper.stop()).toBeGreaterThan(0)
  })
})

test('fault-F18: what says that it is empty and never ends is not read to its end', async () => {
  if (process.platform !== 'linux') return
  const sources = createSources()
  for (const path of ['/proc/kmsg', '/proc/self/mounts', '/proc/cpuinfo', '/dev/zero', '/dev/urandom']) {
    const got = await sources.open({ root: path.startsWith('/dev') ? '/dev' : '/proc', path })
    expect(got.ok, path).toBe(false)
  }
})
