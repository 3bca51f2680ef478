/** Parts carry their digest and several are on their way at once: still no part is held whole, however many there are. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { PracticeProcess, Processes, Station } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'

const MiB = 1024 * 1024

const processes = new Processes()
afterAll(() => processes.close())

/** What a process has had in memory at most, bytes. */
function highWater(pid: number): number {
  const [, kB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kB) * 1024
}

test.skipIf(process.platform !== 'linux')(
  'box-D13 complaint-C36 twelve times the file needs no more memory: parts are read in pieces, their digests beforehand',
  async () => {
    const practice = await PracticeProcess.start(processes, 'odb')
    const station = new Station(processes)
    await station.startDaemon()
    const tokens = join(processes.folder, 'tokens.json')
    writeFileSync(tokens, JSON.stringify(await practice.control('POST', '/tokens', {})))
    const { boxUrl, boxUploadUrl } = practice.roots
    const roots = ['--box-url', boxUrl, '--box-upload-url', boxUploadUrl, '--token-file', tokens]
    const added = await station.run('account', 'add', 'practice', '--name', 'work', ...roots)
    expect(added.code, JSON.stringify(added.lines)).toBe(0)
    await practice.control('POST', '/switches', { boxPartSize: 32 * MiB })
    const peaks: number[] = []
    for (const size of [64 * MiB + 1, 768 * MiB + 1]) {
      const file = join(processes.folder, `film-${size}.bin`)
      await writePseudoRandom(file, size, size)
      const id = await station.upload(file, 'box:/')
      expect(await station.end(id)).toMatchObject({ state: 'done', evidence: 'hash' })
      peaks.push(highWater(station.daemon.pid))
    }
    const [small = 0, large = Infinity] = peaks
    // Four parts of 32 MiB held whole would be 128 MiB.
    expect(large - small).toBeLessThan(32 * MiB)
  },
)
