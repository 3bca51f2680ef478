/** Several clients with the same work: proved once, then measured in turn, so that whatever else happens hits all of them. */

import type { Namespace } from './namespaces.ts'
import { type Command, type Stopwatch, type Took, median } from './measure.ts'
import type { Row } from './report.ts'
import type { Sink } from './sink.ts'

export interface Client {
  readonly name: string
  readonly version: string
  /** Before each run, not measured. */
  readonly prepare?: () => Promise<void> | void
  readonly command: () => Command
  /** Its files, where it takes other work than the rest: then only its speed is comparable. */
  readonly work?: Work
}

export interface Work {
  readonly bytes: number
  readonly files: number
  /** Of each file, as the sink says them. */
  readonly hashes: readonly string[]
}

export interface Compared {
  readonly client: Client
  readonly work: Work
  /** Medians. */
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMiB: number
  readonly fastestMs: number
  readonly slowestMs: number
  readonly requests: number
  readonly connections: number
  /** Why it has no figures; null: it has. */
  readonly failed: string | null
}

export interface Comparison {
  readonly sink: Sink
  readonly watch: Stopwatch
  readonly inside: Namespace | null
  readonly rounds: number
  readonly work: Work
  readonly clients: readonly Client[]
}

/** Runs it once with every byte looked at. @returns what is wrong; null: nothing */
async function proved(client: Client, { sink, watch, inside, work }: Comparison): Promise<string | null> {
  const { hashes } = client.work ?? work
  await sink.prove(true)
  try {
    await client.prepare?.()
    await sink.reset()
    await watch.run(client.command(), inside)
    const { bad, why } = await sink.stats()
    if (bad > 0) return `refused ${bad} times: ${why}`
    const isRight = (await sink.hashes()).toSorted().join() === hashes.toSorted().join()
    return isRight ? null : 'other bytes arrived than there are'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await sink.prove(false)
  }
}

interface Runs {
  readonly tooks: Took[]
  requests: number
  connections: number
  failed: string | null
}

async function measured(client: Client, runs: Runs, { sink, watch, inside, work }: Comparison): Promise<void> {
  const { files } = client.work ?? work
  try {
    await client.prepare?.()
    await sink.reset()
    const took = await watch.run(client.command(), inside)
    const stats = await sink.stats()
    if (stats.bad > 0) runs.failed = `refused ${stats.bad} times: ${stats.why}`
    else if (stats.files < files) runs.failed = `${stats.files} of ${files} files arrived`
    else runs.tooks.push(took)
    runs.requests = stats.requests
    runs.connections = stats.connections
  } catch (error) {
    runs.failed = error instanceof Error ? error.message : String(error)
  }
}

/** @returns one for each client, in their order */
export async function compare(comparison: Comparison): Promise<Compared[]> {
  const all = new Map<Client, Runs>()
  for (const client of comparison.clients) {
    all.set(client, { tooks: [], requests: 0, connections: 0, failed: await proved(client, comparison) })
  }
  for (let round = 0; round < comparison.rounds; round += 1) {
    for (const [client, runs] of all) if (runs.failed === null) await measured(client, runs, comparison)
  }
  return [...all].map(([client, { tooks, requests, connections, failed }]) => {
    const walls = tooks.map(({ wallMs }) => wallMs)
    return {
      client,
      work: client.work ?? comparison.work,
      wallMs: median(walls),
      cpuMs: median(tooks.map(({ cpuMs }) => cpuMs)),
      peakMiB: median(tooks.map(({ peakMiB }) => peakMiB)),
      fastestMs: Math.min(...walls),
      slowestMs: Math.max(...walls),
      requests,
      connections,
      failed,
    }
  })
}

/** MB/s of a run. */
export function speedOf({ work, wallMs }: Pick<Compared, 'work' | 'wallMs'>): number {
  return work.bytes / 1e3 / wallMs
}

/** CPU seconds for a GiB. */
function cpuOf({ work, cpuMs }: Compared): number {
  return cpuMs / 1e3 / (work.bytes / 1024 ** 3)
}

/** So many times longer than the other one would take for the same bytes. */
export function wallRatio(one: Compared, other: Compared): number {
  return speedOf(other) / speedOf(one)
}

export function cpuRatio(one: Compared, other: Compared): number {
  return cpuOf(one) / cpuOf(other)
}

/** Why a row doesn't count; null where it does. @param ceiling MB/s of the sink */
export function whyNot(one: Compared | undefined, ceiling: number): string | null {
  if (one === undefined) return 'it was not run'
  if (one.failed !== null) return one.failed
  return ceiling >= speedOf(one) * 1.5
    ? null
    : `the sink takes only ${(ceiling / speedOf(one)).toFixed(2)} times as much`
}

/** The first figures of every row. */
export function timesOf(one: Compared): Row['figures'] {
  return {
    'wall s': one.wallMs / 1e3,
    'min s': one.fastestMs / 1e3,
    'max s': one.slowestMs / 1e3,
    'MB/s': speedOf(one),
  }
}

/** @param ceiling MB/s of the sink; ratios are to the first client */
export function rowsOf(all: readonly Compared[], ceiling: number): Omit<Row, 'table'>[] {
  const [first] = all
  return all
    .filter(({ failed }) => failed === null)
    .map((one) => ({
      name: one.client.name,
      version: one.client.version,
      figures: {
        ...timesOf(one),
        ...(one.work.files > 1 && { 'files/s': one.work.files / (one.wallMs / 1e3) }),
        'CPU s/GiB': cpuOf(one),
        'peak MiB': one.peakMiB,
        ...(first?.failed === null && { 'wall ×': wallRatio(one, first), 'CPU ×': cpuRatio(one, first) }),
        requests: one.requests,
        connections: one.connections,
        'sink ×': ceiling / speedOf(one),
      },
    }))
}
