/**
 * The same work by Longshore and by everybody else, in turn: a large file, Box's parts, small files, plain and over TLS.
 * Whole processes: start, wall and processor time, peak memory. Goals stand beside what was measured.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asked } from './support/arguments.ts'
import { ceilingOf, smallCeilingOf } from './support/ceiling.ts'
import { type Certificates, makeCertificates } from './support/certificates.ts'
import { type Client, type Compared, compare, cpuRatio, rowsOf, wallRatio, whyNot } from './support/compare.ts'
import { type LargeFile, MiB, type SmallFiles, largeFile, smallFiles } from './support/files.ts'
import { Stopwatch } from './support/measure.ts'
import { type Namespace, openNamespace, whyNoNamespaces } from './support/namespaces.ts'
import { type OurAccount, ourClient } from './support/ours.ts'
import { type Setting, curlRanges, curlSmall, floorRanges, floorSmall, onedrive, rclone, sdk } from './support/peers.ts'
import { buildPrograms } from './support/programs.ts'
import { type Goal, Reporter, atLeast, atMost } from './support/report.ts'
import { type Sink, startSink } from './support/sink.ts'
import { ourVersion } from './support/version.ts'

const wanted = asked({ rounds: 3, size: 2_048, files: 2_000 })
/** Its processes are single-threaded and ask anew for each file: so many of them are enough to see how fast it is. */
const fewFiles = Math.min(wanted.files, 200)

const folder = mkdtempSync(join(tmpdir(), 'longshore-bench-'))
const reporter = new Reporter('transfers')
const programs = buildPrograms(folder)
const watch = new Stopwatch(programs.timed, folder)

/** Those that there are; of the others it is told why not. */
function present(...clients: readonly (Client | string)[]): Client[] {
  for (const client of clients) if (typeof client === 'string') reporter.notRun('a peer', client)
  return clients.filter((client) => typeof client !== 'string')
}

type Limit = readonly [ours: string, other: string, what: 'wall' | 'cpu', goal: 'at most' | 'faster', limit: number]

/** Ours beside another by name: at most so many times its time, or at least so many times faster. */
function judged(title: string, all: readonly Compared[], ceiling: number, limits: readonly Limit[]): Goal[] {
  return limits.flatMap(([ours, other, what, goal, limit]) => {
    const our = all.find(({ client }) => client.name === ours)
    const their = all.find(({ client }) => client.name === other)
    if (our === undefined || their === undefined) return []
    const butNot = whyNot(our, ceiling) ?? whyNot(their, ceiling)
    const ratio = (what === 'wall' ? wallRatio : cpuRatio)(our, their)
    if (goal === 'faster') return [atLeast(`${title}: times faster than ${other}`, 1 / ratio, limit, butNot)]
    return [atMost(`${title}: ${what === 'wall' ? 'time' : 'processor time'} beside ${other}`, ratio, limit, butNot)]
  })
}

async function told(
  title: string,
  setting: Setting,
  clients: readonly Client[],
  work: LargeFile | SmallFiles,
  ceiling: number,
  limits: readonly Limit[],
): Promise<void> {
  const { sink, inside } = setting
  const all = await compare({ sink, watch, inside, rounds: wanted.rounds, work, clients })
  for (const { client, failed } of all) if (failed !== null) reporter.notRun(`${title}: ${client.name}`, failed)
  reporter.table(
    `${title} (ratios to ${clients[0]?.name ?? 'the first'}; the sink takes ${ceiling.toFixed(0)} MB/s)`,
    rowsOf(all, ceiling),
  )
  reporter.goals(...judged(title, all, ceiling, limits))
}

async function oneFile(setting: Setting, file: LargeFile, title: string, limits: readonly Limit[]): Promise<void> {
  const { sink, ca } = setting
  await sink.expect(file.hash)
  const ceiling = await ceilingOf(programs.floor, watch, setting, file.path, file.bytes)
  const our = await ourRun(setting, 'longshore', { kind: 'microsoft', url: sink.url, ca }, [file.path])
  // Its ranges are known only when it has sent the file.
  await our.prepare?.()
  await watch.run(our.command(), setting.inside)
  const lengths = await sink.ranges()
  const clients = [
    curlRanges(setting, file, () => lengths),
    our,
    floorRanges(programs.floor, setting, [file.path], () => lengths),
    ...present(sdk('microsoft', setting, file.path, 1), sdk('tus', setting, file.path, 1)),
    ...(sink.port === 443 ? present(rclone(setting, file.path, false), onedrive(setting, [file.path])) : []),
  ]
  reporter.note(`ranges of ours: ${lengths.length}, the longest ${(Math.max(...lengths) / MiB).toFixed(1)} MiB`)
  await told(title, setting, clients, file, ceiling, limits)
}

async function boxParts(setting: Setting, file: LargeFile, title: string): Promise<void> {
  const { sink, ca } = setting
  const ceiling = await ceilingOf(programs.floor, watch, setting, file.path, file.bytes)
  const our = await ourRun(setting, 'longshore to Box', { kind: 'box', url: sink.url, ca }, [file.path])
  const clients = [our, ...present(sdk('box', setting, file.path, 1))]
  await told(title, setting, clients, file, ceiling, [
    [our.name, 'box-node-sdk', 'wall', 'faster', 2.5],
    [our.name, 'box-node-sdk', 'cpu', 'at most', 0.4],
  ])
}

async function manyFiles(setting: Setting, files: SmallFiles, title: string): Promise<void> {
  const { sink, ca } = setting
  const ceiling = await smallCeilingOf(programs.floor, watch, setting, files)
  const account: OurAccount = { kind: 'microsoft', url: sink.url, ca }
  const ourSessions = await ourRun(setting, 'longshore, times kept', account, files.paths)
  const ourDirect = await ourRun(setting, 'longshore, one request a file', { ...account, isDirect: true }, files.paths)
  const few = files.paths.slice(0, fewFiles)
  const fewWork = { bytes: few.length * 64 * 1024, files: few.length, hashes: files.hashes.slice(0, few.length) }
  const named =
    sink.port === 443
      ? present(rclone(setting, files.folder, true), onedrive(setting, few)).map((client) =>
          client.name === 'onedrive'
            ? { ...client, name: `onedrive, ${few.length} files only`, work: fewWork }
            : client,
        )
      : []
  const clients = [
    curlSmall(setting, files, 8),
    curlSmall(setting, files, 1),
    ourSessions,
    ourDirect,
    floorSmall(programs.floor, setting, files, 8),
    ...present(sdk('microsoft', setting, files.list, 8), sdk('tus', setting, files.list, 8)),
    ...named,
  ]
  await told(title, setting, clients, files, ceiling, [
    [ourDirect.name, "Microsoft's SDK, 8 at once", 'wall', 'faster', 2],
    [ourSessions.name, "Microsoft's SDK, 8 at once", 'wall', 'faster', 2],
    [ourDirect.name, 'rclone', 'wall', 'faster', 20],
    [ourSessions.name, 'rclone', 'wall', 'faster', 20],
    [ourDirect.name, 'curl, one request a file, 8 at once', 'wall', 'faster', 0.25],
  ])
}

function ourRun(
  { inside, folder: at }: Setting,
  name: string,
  account: OurAccount,
  paths: readonly string[],
): Promise<Client> {
  return ourClient(watch, inside, { name, version: ourVersion(), folder: at, account, paths })
}

const isWanted = (title: string): boolean => title.toLowerCase().includes(wanted.only.toLowerCase())

async function withSink(
  tls: Certificates | null,
  inside: Namespace | null,
  work: (setting: Setting) => Promise<void>,
): Promise<void> {
  const at = mkdtempSync(join(folder, 'with-'))
  const port = tls !== null && inside !== null ? 443 : 0
  const sink: Sink = await startSink({ program: programs.sink, port, inside, tls })
  try {
    await work({ folder: at, sink, inside, ca: tls?.ca ?? null })
  } finally {
    await sink.close()
    rmSync(at, { recursive: true, force: true })
  }
}

const [file, files] = [
  await largeFile(join(folder, 'large.bin'), wanted.size * MiB),
  smallFiles(join(folder, 'small'), wanted.files),
]
const size = wanted.size % 1_024 === 0 ? `${wanted.size / 1_024} GiB` : `${wanted.size} MiB`
let inside: Namespace | null = null
try {
  const certificates = makeCertificates(folder)
  const whyNone = whyNoNamespaces()
  if (whyNone === null) inside = await openNamespace(folder, '127.0.0.1', certificates.ca)
  else reporter.notRun('rclone and onedrive, and CUBIC on loopback', whyNone)
  const tables: readonly [string, Certificates | null, (setting: Setting, title: string) => Promise<void>][] = [
    [
      `${size}, plain`,
      null,
      (setting, title) =>
        oneFile(setting, file, title, [
          ['longshore', 'curl, the same ranges', 'wall', 'at most', 1],
          ['longshore', 'curl, the same ranges', 'cpu', 'at most', 1.3],
          ['longshore', "Microsoft's SDK", 'wall', 'faster', 6],
          ['longshore', "Microsoft's SDK", 'cpu', 'at most', 0.2],
        ]),
    ],
    [`${size} in Box's parts, plain`, null, (setting, title) => boxParts(setting, file, title)],
    [`${wanted.files} files of 64 KiB, plain`, null, (setting, title) => manyFiles(setting, files, title)],
    [
      `${size}, TLS`,
      certificates,
      (setting, title) =>
        oneFile(setting, file, title, [
          ['longshore', 'curl, the same ranges', 'wall', 'at most', 1],
          ['longshore', 'curl, the same ranges', 'cpu', 'at most', 1.1],
          ['longshore', 'rclone', 'wall', 'faster', 2],
          ['longshore', 'rclone', 'cpu', 'at most', 0.4],
        ]),
    ],
    [`${wanted.files} files of 64 KiB, TLS`, certificates, (setting, title) => manyFiles(setting, files, title)],
  ]
  for (const [title, tls, work] of tables) {
    if (isWanted(title)) await withSink(tls, inside, (setting) => work(setting, title))
  }
  reporter.end(wanted.json)
} finally {
  await inside?.close()
  rmSync(folder, { recursive: true, force: true })
}
