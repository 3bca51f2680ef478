/**
 * Over a simulated line (programs/link.c) between two namespaces: one file, four at once, and many small ones, by
 * Longshore, a plain C client with the same ranges and the best peers. Told as a part of the payload that the line can carry.
 * Over TLS throughout, since nothing else leaves a computer.
 */

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asked } from './support/arguments.ts'
import { type Certificates, makeCertificates } from './support/certificates.ts'
import { type Client, type Compared, compare, speedOf, timesOf, whyNot } from './support/compare.ts'
import { type LargeFile, type SmallFiles, largeFile, smallFiles } from './support/files.ts'
import { Stopwatch } from './support/measure.ts'
import {
  type Line,
  type Namespace,
  farAddress,
  openLine,
  openNamespace,
  whyNoNamespaces,
} from './support/namespaces.ts'
import { ourClient } from './support/ours.ts'
import { type Setting, floorRanges, floorSmall, rclone, sdk } from './support/peers.ts'
import { buildPrograms } from './support/programs.ts'
import { Reporter, atLeast } from './support/report.ts'
import { type Sink, startSink } from './support/sink.ts'
import { ourVersion } from './support/version.ts'

const wanted = asked({ rounds: 3, files: 2_000 })

interface Case extends Line {
  readonly name: string
  readonly serverMs: number
  /** Least parts of the payload that are wanted of ours; absent: nothing is. */
  readonly goals: Partial<Record<'one' | 'four' | 'small', number>>
}

const plain = { lossPercent: 0, queueMs: 50, serverMs: 0, goals: {} }
const cases: readonly Case[] = [
  { ...plain, name: '50 Mbit, 50 ms', mbit: 50, rttMs: 50, goals: { one: 0.93 } },
  { ...plain, name: '50 Mbit, 100 ms', mbit: 50, rttMs: 100 },
  { ...plain, name: '200 Mbit, 25 ms', mbit: 200, rttMs: 25 },
  { ...plain, name: '200 Mbit, 50 ms', mbit: 200, rttMs: 50, goals: { four: 0.92, small: 0.9 } },
  {
    ...plain,
    name: '200 Mbit, 50 ms, server 100 ms',
    mbit: 200,
    rttMs: 50,
    serverMs: 100,
    goals: { one: 0.8, small: 0.85 },
  },
  { ...plain, name: '200 Mbit, 100 ms', mbit: 200, rttMs: 100 },
  { ...plain, name: '200 Mbit, 50 ms, 0.5 % lost', mbit: 200, rttMs: 50, lossPercent: 0.5 },
]

/** MB/s of payload that the line can carry: of a packet of 1,500 bytes 1,448 are payload. */
const limitOf = ({ mbit }: Line): number => (mbit / 8) * (1_448 / 1_500)

/** So long at the line's full speed: slow start must not be what is measured. */
const sendMs = 12_000
/** A lossy line carries hardly anything by CUBIC: a smaller file shows the same. */
const lossySendMs = 1_000

const folder = mkdtempSync(join(tmpdir(), 'longshore-link-'))
const reporter = new Reporter('link')

interface Ends {
  readonly setting: Setting
  readonly watch: Stopwatch
  readonly floor: string
}

function told(title: string, all: readonly Compared[], limit: number): void {
  for (const { client, failed } of all) if (failed !== null) reporter.notRun(`${title}: ${client.name}`, failed)
  reporter.table(
    `${title}; the line carries ${limit.toFixed(1)} MB/s of payload`,
    all
      .filter(({ failed }) => failed === null)
      .map((one) => ({
        name: one.client.name,
        version: one.client.version,
        figures: {
          ...timesOf(one),
          ...(one.work.files > 4 && { 'files/s': one.work.files / (one.wallMs / 1e3) }),
          'of the line': speedOf(one) / limit,
          'CPU s': one.cpuMs / 1e3,
          'peak MiB': one.peakMiB,
          connections: one.connections,
        },
      })),
  )
}

async function large(ends: Ends, file: LargeFile, copies: number, title: string, its: Case): Promise<void> {
  const { setting, watch, floor } = ends
  const { sink, inside, ca } = setting
  const paths = Array.from({ length: copies }, (_, at) => (at === 0 ? file.path : `${file.path}-${at}`))
  for (const path of paths.slice(1)) cpSync(file.path, path)
  await sink.expect(file.hash)
  const account = { kind: 'microsoft', url: sink.url, ca } as const
  const our = await ourClient(watch, inside, {
    name: 'longshore',
    version: ourVersion(),
    folder: setting.folder,
    account,
    paths,
  })
  await our.prepare?.()
  await watch.run(our.command(), inside)
  const lengths = await sink.ranges()
  const peers = copies === 1 ? [sdk('microsoft', setting, file.path, 1), rclone(setting, file.path, false)] : []
  const clients = [our, floorRanges(floor, setting, paths, () => lengths), ...present(title, peers)]
  const work = { bytes: file.bytes * copies, files: copies, hashes: paths.map(() => file.hash) }
  const all = await compare({ sink, watch, inside, rounds: wanted.rounds, work, clients })
  const limit = limitOf(its)
  told(title, all, limit)
  const [ours, theirs] = all
  if (ours === undefined || theirs === undefined) return
  const least = its.goals[copies === 1 ? 'one' : 'four']
  const butNot = whyNot(ours, Number.POSITIVE_INFINITY)
  if (least !== undefined) reporter.goals(atLeast(`${title}: part of the line`, speedOf(ours) / limit, least, butNot))
  if (copies === 1) reporter.goals(atLeast(`${title}: beside plain C`, speedOf(ours) / speedOf(theirs), 0.95, butNot))
}

async function small(ends: Ends, files: SmallFiles, title: string, its: Case): Promise<void> {
  const { setting, watch, floor } = ends
  const { sink, inside, ca } = setting
  const account = { kind: 'microsoft', url: sink.url, ca, isDirect: true } as const
  const options = { version: ourVersion(), folder: setting.folder, paths: files.paths }
  const direct = await ourClient(watch, inside, { ...options, name: 'longshore, one request a file', account })
  const kept = { ...account, isDirect: false }
  const sessions = await ourClient(watch, inside, { ...options, name: 'longshore, times kept', account: kept })
  const peers = [sdk('microsoft', setting, files.list, 8), rclone(setting, files.folder, true, ['--transfers', '16'])]
  const clients = [direct, sessions, floorSmall(floor, setting, files, 32), ...present(title, peers)]
  const all = await compare({ sink, watch, inside, rounds: wanted.rounds, work: files, clients })
  const limit = limitOf(its)
  told(title, all, limit)
  const [ours] = all
  const best = Math.max(
    ...all
      .slice(3)
      .filter(({ failed }) => failed === null)
      .map(speedOf),
  )
  const least = its.goals.small
  if (ours === undefined || least === undefined) return
  const butNot = whyNot(ours, Number.POSITIVE_INFINITY)
  reporter.goals(atLeast(`${title}: part of the line`, speedOf(ours) / limit, least, butNot))
  if (Number.isFinite(best)) {
    reporter.goals(atLeast(`${title}: times faster than the best peer`, speedOf(ours) / best, 4, butNot))
  }
}

function present(title: string, clients: readonly (Client | string)[]): Client[] {
  for (const client of clients) if (typeof client === 'string') reporter.notRun(title, client)
  return clients.filter((client) => typeof client !== 'string')
}

async function run(
  its: Case,
  ends: Omit<Ends, 'setting'>,
  programs: { link: string; sink: string },
  tls: Certificates,
): Promise<void> {
  const at = mkdtempSync(join(folder, 'line-'))
  const near: Namespace = await openNamespace(folder, farAddress, tls.ca)
  const far: Namespace = await openNamespace(folder, farAddress, tls.ca)
  const closeLine = await openLine(programs.link, near, far, its)
  const sink: Sink = await startSink({ program: programs.sink, address: farAddress, port: 443, inside: far, tls })
  try {
    await sink.think(its.serverMs)
    const whole = { ...ends, setting: { folder: at, sink, inside: near, ca: tls.ca } }
    const isLossy = its.lossPercent > 0
    // A smaller run takes a smaller file.
    const size = Math.round(limitOf(its) * 1e3 * (isLossy ? lossySendMs : sendMs) * Math.min(1, wanted.size / 2_048))
    const file = await largeFile(join(at, 'large.bin'), size)
    const quarter = await largeFile(join(at, 'quarter.bin'), Math.floor(size / 2))
    await large(whole, file, 1, `${its.name}: one file of ${Math.round(size / 1e6)} MB`, its)
    await large(whole, quarter, 4, `${its.name}: four files of ${Math.round(quarter.bytes / 1e6)} MB`, its)
    const files = smallFiles(join(at, 'small'), isLossy ? Math.ceil(wanted.files / 20) : wanted.files)
    await small(whole, files, `${its.name}: ${files.files} files of 64 KiB`, its)
  } finally {
    await sink.close()
    await closeLine()
    await near.close()
    await far.close()
    rmSync(at, { recursive: true, force: true })
  }
}

try {
  const whyNone = whyNoNamespaces()
  if (whyNone === null) {
    const programs = buildPrograms(folder)
    const ends = { watch: new Stopwatch(programs.timed, folder), floor: programs.floor }
    const tls = makeCertificates(folder)
    for (const its of cases.filter(({ name }) => name.includes(wanted.only))) await run(its, ends, programs, tls)
  } else reporter.notRun('all of it', whyNone)
  reporter.end(wanted.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
