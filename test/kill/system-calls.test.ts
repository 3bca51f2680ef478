/** fault-X02 in small: a few of the calls at each destination. `npm run soak -- syscalls` takes all of them. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harbour } from './harbour.ts'
import { places } from './places.ts'
import { type Call, Points, emptyReport, whyNoTracing } from './system-calls.ts'

const why = whyNoTracing()

/** While what the service said is stored, while it is synced, and while something is sent: by turns. */
const sample: readonly (readonly [call: Call, n: number])[] = [
  ['pwrite64', 47],
  ['fsync', 7],
  ['write', 60],
  ['pwrite64', 71],
]

describe('one data folder, and a practice cloud that nobody kills', () => {
  let harbour: Harbour

  beforeAll(async () => {
    if (why === null) harbour = await Harbour.open()
  })
  afterAll(() => harbour?.close())

  test.for(places)('fault-X02 killed as it enters a system call, while it uploads: $name', async (place, { skip }) => {
    if (why !== null) skip(why)
    const report = emptyReport()
    const points = new Points(harbour, place, report)
    const [call, n] = sample[places.indexOf(place) % sample.length] ?? ['fsync', 5]
    await points.kill(call, n)
    await points.finish()
    expect(report.findings).toEqual([])
    expect(report.points).toBe(1)
  })
})
