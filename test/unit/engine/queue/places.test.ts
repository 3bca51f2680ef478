import { expect, it } from 'vitest'
import { placesOf } from '../../../../src/main/engine/queue/places.ts'

it('no more places are lent than somebody allowed at once', () => {
  const silent = (count: number) => Array.from({ length: count }, () => ({ isTroubled: false, isLent: true }))
  expect(placesOf(silent(1), 1).free).toBe(1)
  expect(placesOf(silent(2), 1).free).toBe(0)
  expect(placesOf(silent(8), 8).free).toBe(8)
  expect(placesOf(silent(15), 8).free).toBe(1)
  expect(placesOf(silent(16), 8).free).toBe(0)
})
