/** fault-X01 and fault-X03 in small: `npm run soak -- kill power` interrupts 200 and 100 times. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { built } from '../support/processes.ts'
import { readDisk } from './disk-state.ts'
import { Harbour } from './harbour.ts'
import { type Finding, judgeDisk } from './judge.ts'
import { places } from './places.ts'
import { plant } from './planted.ts'
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

describe('power that goes as soon as the first file is said to be done', () => {
  /** @returns what is wrong with the disk then */
  async function cutAfterDone(script: string): Promise<readonly Finding[]> {
    const power = openPower()
    onTestFinished(() => power.close())
    const harbour = await Harbour.open({ ...(power.dataDir !== undefined && { dataDir: power.dataDir }), script })
    try {
      const [place] = places
      if (place === undefined) throw new Error('no place')
      const cargoes = await harbour.enqueueAshore([await harbour.file(place, 70_000, 3)])
      const engine = harbour.station.command('daemon')
      const { id } = await engine.line('the end', ({ state }) => state === 'done')
      await power.strike(engine)
      return judgeDisk(cargoes, readDisk(harbour.station.dataDir), new Set([id]))
    } finally {
      await harbour.close()
    }
  }

  test('fault-X03 the file is still done', async ({ skip }) => {
    const why = whyNoDisk()
    if (why !== null) skip(why)
    expect(await cutAfterDone(built)).toEqual([])
  })

  test('fault-X03 and a store that does not sync each change is found out', async ({ skip }) => {
    const why = whyNoDisk()
    if (why !== null) skip(why)
    const planted = plant('synchronous = FULL', 'synchronous = NORMAL')
    onTestFinished(() => planted.remove())
    expect((await cutAfterDone(planted.script)).map(({ rule }) => rule)).toEqual(['unstored'])
  })
})
