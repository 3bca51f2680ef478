/** fault-X08 and fault-X09 in small: `npm run soak -- instances` makes sixty races. */

import { expect, test } from 'vitest'
import { noElectron } from '../support/electron.ts'
import { chance } from './chance.ts'
import { type RacesReport, pairs, raceAll } from './races.ts'

function expectOneOwner({ findings, twoOwners, looks }: RacesReport): void {
  expect(findings).toEqual([])
  expect(twoOwners).toBe(0)
  expect(looks).toBeGreaterThan(10)
}

test('fault-X08 fault-X09 a daemon and a command want the same data folder: one has it, and the other after it was killed', async () => {
  const report = await raceAll(
    pairs.filter((pair) => !pair.includes('app')),
    2,
    chance(3),
  )
  expectOneOwner(report)
  expect(report).toMatchObject({ races: 2, kills: 1 })
})

test('fault-X08 fault-X09 two apps, and an app and a daemon: one has the data folder, and the next after it was killed', async ({
  skip,
}) => {
  if (noElectron !== null) skip(noElectron)
  const report = await raceAll(
    pairs.filter((pair) => pair.includes('app')),
    2,
    chance(5),
  )
  expectOneOwner(report)
  expect(report).toMatchObject({ races: 4, kills: 2 })
})
