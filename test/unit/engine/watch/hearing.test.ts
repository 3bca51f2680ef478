import { beforeEach, describe, expect, test } from 'vitest'
import { Hearing } from '../../../../src/main/engine/watch/hearing.ts'
import { SeededRandom } from '../../../fakes/random.ts'

/** One clock for both, which begins where somebody begins to listen. */
const start = 1_000_000
let hearing: Hearing
beforeEach(() => {
  hearing = new Hearing()
  hearing.begin(start)
})

const find = (folder: string, changedAt: number) => ({ folder, changedAt })
const look = (at: number, ...finds: readonly { folder: string; changedAt: number }[]) => hearing.found(finds, at, at)

describe('which changes were announced', () => {
  test('by a hint of their folder, before or soon after the look', () => {
    hearing.hint('/d/a', false, start + 1_005)
    expect(look(start + 1_100, find('/d/a', start + 1_003))).toBe(1)
    expect(look(start + 2_100, find('/d/b', start + 2_003))).toBe(0)
    expect(hearing.hint('/d/b', false, start + 2_200)).toBe(1)
    expect(hearing.overdue(start + 60_000)).toBe(0)
  })

  test('not by one of another folder, an older one, or one below it', () => {
    hearing.hint('/d/a', false, start + 1_000)
    hearing.hint('/d/b/below', true, start + 9_000)
    expect(look(start + 9_000, find('/d/a', start + 5_001), find('/d/b', start + 5_001))).toBe(0)
    expect(hearing.hint('/d/ab', true, start + 9_100)).toBe(0)
    expect(hearing.overdue(start + 18_999)).toBe(0)
    expect(hearing.overdue(start + 19_000)).toBe(2)
    expect(hearing.overdue(start + 99_000)).toBe(0)
  })

  test('by one of everything below a folder above, whatever its characters are made of', () => {
    hearing.hint('/d/e\u0301', true, start + 5_000)
    expect(look(start + 6_000, find('/d/\u00e9/x/y', start + 4_001))).toBe(1)
    expect(look(start + 7_000, find('/d/\u00e9/x/y', start + 6_501))).toBe(0)
    expect(hearing.hint('/d/', true, start + 7_100)).toBe(1)
    expect(hearing.overdue(start + 60_000)).toBe(0)
  })

  test('by one of the hour before, when two looks at everything follow each other', () => {
    hearing.hint('/d', false, start + 5_000)
    hearing.lookAtAll(start + 6_000)
    hearing.lookAtAll(start + 7_000)
    expect(look(start + 7_100, find('/d', start + 6_500), find('/d', start + 4_999.5))).toBe(0)
    // What changed before the look before the last one is nobody's fault any more.
    expect(hearing.overdue(start + 60_000)).toBe(1)
  })

  test.each([
    ['changed before anybody listened', start - 1],
    ['a clock that is ahead', start + 70_000],
  ])('%s accuses nobody', (_, changedAt) => {
    expect(look(start + 60_000, find('/d', changedAt))).toBe(0)
    expect(hearing.overdue(start + 600_000)).toBe(0)
  })

  test('more folders than are remembered accuse nobody', () => {
    for (let n = 0; n <= 5_000; n += 1) hearing.hint(`/d/${n}`, false, start + 1_000 + n / 10)
    for (let n = 0; n <= 4_000; n += 1) look(start + 2_000, find(`/d/${n}`, start + 999 + n / 10))
    expect(hearing.overdue(start + 60_000)).toBe(0)
  })

  test('a tenth of the hints dropped is a tenth found, whatever the order', () => {
    const random = new SeededRandom(8)
    let dropped = 0
    for (let n = 0; n < 500; n += 1) {
      const at = start + n * 1_000 + 1
      const isDropped = random.fraction() < 0.1
      const isLate = random.fraction() < 0.3
      if (isDropped) dropped += 1
      else if (!isLate) hearing.hint(`/d/${n}`, false, at + 20)
      look(at + 400, find(`/d/${n}`, at))
      if (!isDropped && isLate) hearing.hint(`/d/${n}`, false, at + 900)
    }
    expect(hearing.overdue(start + 600_000)).toBe(dropped)
    expect(dropped).toBeGreaterThan(30)
  })
})

describe('how soon they were announced', () => {
  /** A file in `folder`, heard of after `delay`. */
  const heard = (folder: string, at: number, delay: number): void => {
    hearing.hint(folder, false, at + delay)
    look(at + delay + 30, find(folder, at))
    hearing.looked([folder])
  }

  test('the median, so that one late one says little', () => {
    expect(hearing.delayMs).toBeNull()
    for (const [n, delay] of [3, 2, 250, 4, 90_000].entries()) heard('/d', start + n * 100_000 + 1, delay)
    expect(hearing.delayMs).toBe(4)
  })

  test('the last ones count', () => {
    for (let n = 0; n < 21; n += 1) heard('/d', start + n * 10_000 + 1, 3)
    for (let n = 21; n < 32; n += 1) heard('/d', start + n * 10_000 + 1, 700)
    expect(hearing.delayMs).toBe(700)
  })

  test('of the newest change in a folder: an older one may have been found by its hint', () => {
    hearing.hint('/d', false, start + 9_005)
    look(start + 9_100, find('/d', start + 1_001), find('/d', start + 9_001))
    expect(hearing.delayMs).toBe(4)
  })

  test.each([
    ['whole seconds', start + 2_000, start + 2_900],
    ['old files of a folder that was moved here', start + 1, start + 700_000],
  ])('%s tell no delay', (_, changedAt, hintAt) => {
    hearing.hint('/d', false, hintAt)
    expect(look(hintAt + 10, find('/d', changedAt))).toBe(1)
    expect(hearing.delayMs).toBeNull()
  })

  test('a hint a moment before the time of the file, whose clock ticks coarsely, is no delay', () => {
    heard('/d', start + 1_003, -2)
    expect(hearing.delayMs).toBe(0)
  })
})
