import { expect, test } from 'vitest'
import { isOurPage, pageUrl } from '../../../src/main/shell/origin.ts'
import { foreignAddresses } from '../../support/foreign-addresses.ts'

test('E13: our page, however it is written', () => {
  expect(pageUrl).toBe('app://longshore/')
  for (const address of [pageUrl, `${pageUrl}#queue`, `${pageUrl}#//x.evil/`, 'APP://longshore/', `${pageUrl}.`]) {
    expect(isOurPage(address), address).toBe(true)
  }
})

test('E13: nothing that only looks like it', () => {
  expect(foreignAddresses.length).toBeGreaterThanOrEqual(25)
  expect(foreignAddresses.filter((address) => isOurPage(address))).toEqual([])
})
