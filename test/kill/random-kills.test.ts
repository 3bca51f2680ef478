/** fault-X01 and fault-X03 in small: `npm run soak -- kill power` interrupts 200 and 100 times. */

import { expect, test } from 'vitest'
import { openPower, whyNoDisk } from './power.ts'
import { storm } from './storm.ts'

test('fault-X01 the engine is killed at random while it uploads to all destinations: nothing is lost, twice or falsely done', async () => {
  const report = await storm({ seed: 7, interruptions: 2 })
  expect(report.findings).toEqual([])
  expect(report.interruptions).toBeGreaterThanOrEqual(2)
})

test('fault-X03 the power is cut at random while it uploads to all destinations: nothing that was acknowledged is lost', async ({
  skip,
}) => {
  const why = whyNoDisk()
  if (why !== null) skip(why)
  const report = await storm({ seed: 8, interruptions: 2, openInterrupter: openPower })
  expect(report.findings).toEqual([])
  expect(report.interruptions).toBeGreaterThanOrEqual(2)
})
