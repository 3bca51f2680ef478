/**
 * Memory: how much more a file of 100 GiB takes than one of 1 GiB, and what the engine has at eight transfers at once. The
 * large file is sparse and goes into a sink that throws it away, so that no disk is what is measured.
 */

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asked } from './support/arguments.ts'
import { type LargeFile, MiB, largeFile } from './support/files.ts'
import { Stopwatch, type Took, median } from './support/measure.ts'
import { longshore, makeAccount } from './support/ours.ts'
import { buildPrograms } from './support/programs.ts'
import { Reporter, atMost } from './support/report.ts'
import { startSink } from './support/sink.ts'
import { ourVersion } from './support/version.ts'

const wanted = asked({ rounds: 3, size: 100 * 1_024 })
const atOnce = 8

const folder = mkdtempSync(join(tmpdir(), 'longshore-memory-'))
const reporter = new Reporter('memory')
const programs = buildPrograms(folder)
const watch = new Stopwatch(programs.timed, folder)

/** Of zeros: nothing but the length is in it. */
function sparse(name: string, size: number): LargeFile {
  const path = join(folder, name)
  writeFileSync(path, '')
  truncateSync(path, size)
  const hash = Buffer.alloc(20)
  hash.writeBigUInt64LE(BigInt(size), 12)
  return { path, bytes: size, files: 1, hashes: [hash.toString('base64')], hash: hash.toString('base64'), sha1: '' }
}

const sink = await startSink({ program: programs.sink })
try {
  const template = join(folder, 'data')
  await makeAccount(watch, null, template, { kind: 'microsoft', url: sink.url, ca: null })
  const set = ['settings', 'set', 'transfers.large', String(atOnce), '--data-dir', template]
  await watch.run(longshore(set), null)
  let run = 0
  const once = async (file: LargeFile, copies: number): Promise<Took> => {
    await sink.expect(file.hash)
    await sink.reset()
    const paths = Array.from({ length: copies }, (_, at) => {
      if (at === 0) return file.path
      rmSync(`${file.path}-${at}`, { force: true })
      writeFileSync(`${file.path}-${at}`, '')
      truncateSync(`${file.path}-${at}`, file.bytes)
      return `${file.path}-${at}`
    })
    run += 1
    const args = ['upload', ...paths, '--to', `onedrive:/Run-${run}`, '--wait', '--data-dir', template]
    const took = await watch.run(longshore(args), null, 3 * 3_600_000)
    const { bad, why, files } = await sink.stats()
    if (bad > 0 || files !== copies) throw new Error(`refused ${bad} times (${why}), ${files} files arrived`)
    return took
  }
  // The hash of a file with something in it shows once that the sink and we mean the same.
  await once(await largeFile(join(folder, 'first.bin'), 64 * MiB), 1)
  const small = sparse('small', Math.min(1_024, wanted.size) * MiB)
  const large = sparse('large', wanted.size * MiB)
  const [smalls, larges, eights]: [Took[], Took[], Took[]] = [[], [], []]
  for (let round = 0; round < wanted.rounds; round += 1) {
    smalls.push(await once(small, 1))
    larges.push(await once(large, 1))
    eights.push(await once(small, atOnce))
  }
  const row = (name: string, bytes: number, tooks: readonly Took[]) => ({
    name,
    version: ourVersion(),
    figures: {
      'wall s': median(tooks.map(({ wallMs }) => wallMs)) / 1e3,
      'MB/s': bytes / 1e3 / median(tooks.map(({ wallMs }) => wallMs)),
      'CPU s/GiB': median(tooks.map(({ cpuMs }) => cpuMs)) / 1e3 / (bytes / 1024 ** 3),
      'peak MiB': median(tooks.map(({ peakMiB }) => peakMiB)),
    },
  })
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toPrecision(3)} GiB`
  reporter.table('Memory at its peak, whole process', [
    row(`one file of ${gib(small.bytes)}`, small.bytes, smalls),
    row(`one file of ${gib(large.bytes)}`, large.bytes, larges),
    row(`${atOnce} files of ${gib(small.bytes)} at once`, small.bytes * atOnce, eights),
  ])
  const peak = (tooks: readonly Took[]): number => median(tooks.map(({ peakMiB }) => peakMiB))
  reporter.goals(
    atMost(`MiB more for ${gib(large.bytes)} than for ${gib(small.bytes)}`, peak(larges) - peak(smalls), 16),
    atMost(`MiB of the process at ${atOnce} transfers`, peak(eights), 150),
  )
  reporter.end(wanted.json)
} finally {
  await sink.close()
  rmSync(folder, { recursive: true, force: true })
}
