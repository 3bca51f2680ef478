/** How much is told of one file, however much is written: its beginning, its newest, what a person did, and its ends. */

import { describe, expect, test } from 'vitest'
import type { Step, TransferChange } from '../../src/main/engine/ports/store.ts'
import { gap, keptFirst, keptMarked, keptNewest, slack } from '../../src/main/store/step-pruning.ts'
import { SeededRandom } from '../fakes/random.ts'
import { inState } from '../support/store-rows.ts'
import type { NewStore } from './store-parts.ts'

const isGap = ({ what }: Step): boolean => what === gap
const leftOut = (steps: readonly Step[]): number =>
  steps.filter(isGap).reduce((sum, { why }) => sum + Number.parseInt(why, 10), 0)

export function acceptsSteps(open: NewStore): void {
  describe('a transfer of which very much is told', () => {
    test('keeps its first, its newest, its ends and what a person did, and says how many are left out', async () => {
      const store = await open()
      const random = new SeededRandom(4)
      const row = await inState(store, 'planning')
      const other = await inState(store, 'planning')
      const written: string[] = []
      const kept: string[] = []
      // So many at once, so that they share a commit.
      const changes: Promise<unknown>[] = []
      for (let n = 1; n <= 1_700; n += 1) {
        const isPerson = random.fraction() < 0.03
        const isEnd = !isPerson && random.fraction() < 0.02
        const why = isPerson ? `a person said so (${n})` : `because of ${n}`
        const what = isEnd ? 'gave up' : isPerson ? 'paused' : 'going on'
        const change: TransferChange = { id: row.id, from: 'planning', event: null, step: { what, why } }
        changes.push(store.apply(change, n))
        written.push(why)
        if (isPerson || isEnd) kept.push(why)
        if (n % 100 !== 0) continue
        changes.push(store.apply({ ...change, id: other.id }, n))
        await Promise.all(changes.splice(0))
      }
      const steps = await store.steps({ transferId: row.id, limit: 5_000 })
      const whys = steps.map(({ why }) => why)
      // The first line is that it was queued.
      expect(whys.slice(1, keptFirst)).toEqual(written.slice(0, keptFirst - 1))
      expect(whys.slice(-keptNewest)).toEqual(written.slice(-keptNewest))
      expect(kept.length).toBeGreaterThan(60)
      expect(kept.length).toBeLessThan(keptMarked)
      expect(whys.filter((why) => kept.includes(why))).toEqual(kept)
      expect(steps.length).toBeLessThanOrEqual(keptFirst + keptNewest + kept.length + 1 + slack)
      expect(steps.filter(isGap)).toHaveLength(1)
      expect(leftOut(steps) + steps.length - 1).toBe(written.length + 1)
      // In order, and the gap where they were.
      expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b))
      expect(await store.steps({ transferId: other.id, limit: 99 })).toHaveLength(18)
      expect(await store.get(row.id)).toEqual(row)
    })

    test('keeps the newest of its ends and acts where somebody tries again and again', async () => {
      const store = await open()
      const row = await inState(store, 'planning')
      const changes: Promise<unknown>[] = []
      for (let n = 1; n <= 900; n += 1) {
        const step = { what: 'queued again', why: `a person asked for try ${n}` }
        changes.push(store.apply({ id: row.id, from: 'planning', event: null, step }, n))
        if (n % 100 === 0) await Promise.all(changes.splice(0))
      }
      const steps = await store.steps({ transferId: row.id, limit: 5_000 })
      expect(steps.length).toBeLessThanOrEqual(keptFirst + keptMarked + keptNewest + 1 + slack)
      expect(leftOut(steps) + steps.length - 1).toBe(901)
      expect(steps.at(-1)?.why).toBe('a person asked for try 900')
    })

    test('so does a path that no transfer has', async () => {
      const store = await open()
      // Of today: what is older than anybody asks for goes for its age.
      const since = Date.now()
      const adding = Array.from({ length: 700 }, (_, n) =>
        store.addStep('/in/x', { what: 'ignored', why: `rule ${n}` }, since + n),
      )
      await Promise.all(adding)
      const steps = await store.steps({ path: '/in/x', limit: 5_000 })
      expect(steps.length).toBeLessThanOrEqual(keptFirst + keptNewest + 1 + slack)
      expect(leftOut(steps) + steps.length - 1).toBe(700)
    })
  })
}
