/** V8 may forget about this flag in any version: then memory grows with what is sent, and this says why. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MiB = 1024 * 1024

/** Bytes that short-lived objects have taken after a great many of them, of which some thousand live at a time. */
async function room(first: string): Promise<number> {
  const program = `
    ${first}
    const { getHeapSpaceStatistics } = await import('node:v8')
    const alive = []
    for (let i = 0; i < 6_000_000; i++) alive[i % 20_000] = { i, list: [i] }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  return Number(stdout)
}

test('short-lived objects take no more and more room', async () => {
  const file = new URL('../../src/main/young-generation.ts', import.meta.url).href
  const keep = `const { keepYoungGeneration } = await import(${JSON.stringify(file)}); keepYoungGeneration()`
  expect(await room('')).toBeGreaterThan(16 * MiB)
  expect(await room(keep)).toBeLessThan(8 * MiB)
})
