import { expect, it } from 'vitest'
import type { Report } from './report.ts'
import { runSimulation } from './support.ts'

it('complaint-C08 keeps every invariant through storms of faults, kills and people', async () => {
  const report = await runSimulation(['--schedules', '60'])
  expect(report.failing).toEqual([])
  expect(report.schedules).toBe(60)
  expect(report.done).toBeGreaterThan(50)
  expect(report.restarts).toBeGreaterThan(20)
})

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
