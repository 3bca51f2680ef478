import { expect, it } from 'vitest'
import type { Report } from './report.ts'
import { runSimulation } from './support.ts'

/** As many as one core plays in three minutes, on a machine that others use too. */
const schedules = 3_000
const longestMs = 1_200_000

it(
  'complaint-C08 keeps every invariant through three thousand storms of faults, kills and people',
  async () => {
    const report = await runSimulation(['--schedules', String(schedules)])
    expect(report.failing).toEqual([])
    expect(report.schedules).toBe(schedules)
    expect(report.done).toBeGreaterThan(schedules)
    expect(report.restarts).toBeGreaterThan(schedules / 3)
    expect(Object.keys(report.met).length).toBeGreaterThan(200)
  },
  longestMs,
)

it('keeps every invariant where one was once broken', async () => {
  expect((await runSimulation(['--recipes'])).failing).toEqual([])
})

it('goes the same way with the same seeds, in another process', async () => {
  const seeds = ['--schedules', '12', '--from', '700']
  const [first, second] = [await runSimulation(seeds), await runSimulation(seeds)]
  expect(first.hash).toBe(second.hash)
  expect(first.repeated).toBe(1)
  const other: Report = await runSimulation(['--schedules', '12', '--from', '800'])
  expect(other.hash).not.toBe(first.hash)
})
