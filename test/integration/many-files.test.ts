import { afterAll, expect, test } from 'vitest'
import { watchMany } from '../support/many-files.ts'
import { Processes } from '../support/processes.ts'

const processes = new Processes()
afterAll(() => processes.close())

const MB = 1_000_000

/** In small; `npm run soak -- files` takes a million. */
test.skipIf(process.platform !== 'linux')(
  'fault-F35 complaint-C35 ten times the files: the same answers to a face, and memory far from the limit',
  async () => {
    const [few, many] = await watchMany(processes, [600, 6_000], 100_000)
    if (few === undefined || many === undefined) throw new Error('nothing was measured')
    expect(few).toMatchObject({ files: 600, pageRows: 200, hasMore: true })
    expect(many).toMatchObject({ files: 6_000, pageRows: 200, hasMore: true })
    // Names and numbers are longer by a few digits, and nothing else is.
    expect(many.pageBytes).toBeLessThan(few.pageBytes * 1.1)
    expect(many.followBytes).toBeLessThan(1_000)
    expect(many.peakBytes).toBeLessThan(400 * MB)
  },
)
