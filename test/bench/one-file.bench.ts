/**
 * One file through the whole engine, beside curl sending the same ranges to the same sink: wall time, memory and how
 * long the event loop is held. The sink's own ceiling comes first; a row counts only where the sink could take at least
 * 1.5 times the fastest client. That the bytes are right is proved by the tests, with hashes.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digests } from '../../src/main/files/digests.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import { startSink } from './sink.ts'

const MiB = 1024 * 1024
const rounds = 3
const rangeBytes = 16 * 320 * 1024

interface Measured {
  readonly wallMs: number
  readonly wholeMs: number
  readonly cpuMs: number
  readonly peakMiB: number
  readonly delayP99Ms: number
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

function hashOf(path: string): string {
  const digest = digests.start('quickXorHash')
  const file = openSync(path, 'r')
  const piece = Buffer.alloc(MiB)
  for (let got = readSync(file, piece); got > 0; got = readSync(file, piece)) digest.update(piece.subarray(0, got))
  return digest.value()
}

function curlOnce(url: string, path: string): number {
  const out = execFileSync('curl', [
    '-sS',
    '-H',
    'Expect:',
    '-o',
    join(folder, 'answer'),
    '-w',
    '%{time_total}',
    '-T',
    path,
    `${url}/raw`,
  ])
  return Number(out.toString()) * 1_000
}

/** One process and one connection, a request a range, the pieces made before: the least that a client could do. */
function curlRanges(url: string, path: string, size: number): number {
  const session = JSON.parse(
    execFileSync('curl', ['-sS', '-X', 'POST', `${url}/v1.0/createUploadSession`]).toString(),
  ) as { uploadUrl: string }
  const parts = join(folder, 'part-')
  execFileSync('split', ['-b', String(rangeBytes), '-a', '4', '-d', path, parts])
  const requests: string[] = []
  for (let at = 0, n = 0; at < size; at += rangeBytes, n += 1) {
    const end = Math.min(at + rangeBytes, size)
    requests.push(
      [
        `url = "${session.uploadUrl}"`,
        `upload-file = "${parts}${String(n).padStart(4, '0')}"`,
        `header = "Content-Range: bytes ${at}-${end - 1}/${size}"`,
        'header = "Expect:"',
        `output = "${join(folder, 'answer')}"`,
      ].join('\n'),
    )
  }
  const config = join(folder, 'curl')
  writeFileSync(config, requests.join('\nnext\n'))
  const begun = performance.now()
  execFileSync('curl', ['-sS', '-K', config])
  const wallMs = performance.now() - begun
  execFileSync('sh', ['-c', `rm -f "${parts}"*`])
  return wallMs
}

function ours(url: string, path: string): Measured {
  const data = mkdtempSync(join(folder, 'data-'))
  const client = new URL('client.ts', import.meta.url).pathname
  const begun = performance.now()
  const { stdout, stderr, status } = spawnSync(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    client,
    data,
    path,
    url,
  ])
  const wholeMs = performance.now() - begun
  rmSync(data, { recursive: true })
  if (status !== 0) throw new Error(`the client failed: ${stdout.toString()}${stderr.toString()}`)
  return { wholeMs, ...(JSON.parse(stdout.toString()) as Omit<Measured, 'wholeMs'>) }
}

const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'))
const sink = await startSink(folder)
try {
  const small = { path: join(folder, 'small'), size: 64 * MiB }
  const large = { path: join(folder, 'large'), size: 1024 * MiB }
  for (const { path, size } of [small, large]) await writePseudoRandom(path, size, 11)

  curlOnce(sink.url, large.path)
  const ceiling = median(Array.from({ length: rounds }, () => curlOnce(sink.url, large.path)))
  const curl: number[] = []
  const largeRuns: Measured[] = []
  const smallRuns: Measured[] = []
  const hashes = { small: hashOf(small.path), large: hashOf(large.path) }
  // In turn, so that whatever else the machine does hits all of them.
  for (let round = 0; round < rounds; round += 1) {
    curl.push(curlRanges(sink.url, large.path, large.size))
    await sink.expect(hashes.large)
    largeRuns.push(ours(sink.url, large.path))
    await sink.expect(hashes.small)
    smallRuns.push(ours(sink.url, small.path))
  }
  const of = (runs: readonly Measured[], key: keyof Measured): number => median(runs.map((run) => run[key]))
  const speed = (ms: number): string => `${Math.round(large.size / 1e3 / ms)} MB/s`
  const curlMs = median(curl)
  const wallMs = of(largeRuns, 'wallMs')
  const counts = Math.min(curlMs, wallMs) >= ceiling * 1.5
  const growth = of(largeRuns, 'peakMiB') - of(smallRuns, 'peakMiB')
  const delay = of(largeRuns, 'delayP99Ms')
  const bad = await sink.bad()

  console.log(`One file of 1 GiB, plain loopback, medians of ${rounds} (node ${process.version})`)
  console.log(`  the sink takes            ${(ceiling / 1_000).toFixed(2)} s  ${speed(ceiling)}   (curl, one request)`)
  console.log(`  curl, ranges of 5 MiB     ${(curlMs / 1_000).toFixed(2)} s  ${speed(curlMs)}   1.00`)
  console.log(
    `  longshore, transfer       ${(wallMs / 1_000).toFixed(2)} s  ${speed(wallMs)}   ${(wallMs / curlMs).toFixed(2)}${counts ? '' : '   (does not count: the sink is too slow)'}`,
  )
  console.log(
    `  longshore, whole process  ${(of(largeRuns, 'wholeMs') / 1_000).toFixed(2)} s, ${(of(largeRuns, 'cpuMs') / 1_000).toFixed(2)} CPU s while it sends`,
  )
  console.log(
    `  memory at its peak        ${of(smallRuns, 'peakMiB').toFixed(0)} MiB for 64 MiB, ${of(largeRuns, 'peakMiB').toFixed(0)} MiB for 1 GiB: ${growth.toFixed(1)} MiB more (at most 30)`,
  )
  console.log(`  event loop held           p99 ${delay.toFixed(1)} ms (under 16)`)
  console.log(`  refused by the sink       ${bad} (must be 0)`)
  if (growth > 30 || delay >= 16 || bad > 0) process.exitCode = 1
} finally {
  await sink.close()
  rmSync(folder, { recursive: true })
}
