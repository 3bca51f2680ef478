/**
 * A watched folder with very many files: how soon it is watched, what that takes in memory, what it costs while nothing
 * happens, and how soon a new file is a row of the queue.
 */

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LongshoreContract } from '../../src/shared/contract.ts'
import type { Client } from '../../src/shared/rpc-contract.ts'
import { asked } from './support/arguments.ts'
import { startDaemon } from './support/daemon.ts'
import { Stopwatch, median } from './support/measure.ts'
import { makeAccount } from './support/ours.ts'
import { buildPrograms } from './support/programs.ts'
import { Reporter, atMost } from './support/report.ts'
import { startSink } from './support/sink.ts'
import { makeTree } from './support/tree.ts'
import { ourVersion } from './support/version.ts'

const wanted = asked({ files: 100_000, seconds: 600 })
const events = 9
/** Scanning a million files takes less; it ends what hangs. */
const patienceMs = 10 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'longshore-watching-'))
const reporter = new Reporter('watching')
const programs = buildPrograms(folder)
const watch = new Stopwatch(programs.timed, folder)
const sink = await startSink({ program: programs.sink })

/** Puts a file into the watched folder, whole from its first moment. @returns ms until it is a row of the queue */
async function eventToRow(client: Client<LongshoreContract>, files: string, name: string): Promise<number> {
  const over = new AbortController()
  const path = join(files, 'run-00000', name)
  const states = client.queue.states({}, AbortSignal.any([over.signal, AbortSignal.timeout(patienceMs)]))
  const values = states[Symbol.asyncIterator]()
  // The word `listed`: from here on nothing is missed.
  await values.next()
  writeFileSync(join(folder, name), name)
  renameSync(join(folder, name), path)
  const begun = performance.now()
  try {
    for (let next = await values.next(); next.done !== true; next = await values.next()) {
      if (next.value !== 'listed' && next.value.path === path) return performance.now() - begun
    }
  } finally {
    over.abort()
  }
  throw new Error(`${name} never became a row`)
}

try {
  const data = join(folder, 'data')
  const files = join(folder, 'files')
  mkdirSync(files)
  await makeAccount(watch, null, data, { kind: 'microsoft', url: sink.url, ca: null })
  makeTree(files, wanted.files)
  const daemon = await startDaemon(data)
  try {
    const client = await daemon.client()
    const before = daemon.memory()
    const begun = performance.now()
    const added = await client.watches.add({ folder: files, to: 'onedrive:/Bench', settleMs: 0 })
    if (!added.ok) throw new Error(JSON.stringify(added.failure))
    const addedMs = performance.now() - begun
    // What is there already is left alone; the first new file shows that all of it was looked at.
    await eventToRow(client, files, 'first.bin')
    const readyMs = performance.now() - begun
    const after = daemon.memory()
    const latencies: number[] = []
    for (let at = 0; at < events; at += 1) {
      await sleep(500)
      latencies.push(await eventToRow(client, files, `event-${at}.bin`))
    }
    await sleep(3_000)
    const cpuBefore = daemon.cpuMs()
    await sleep(wanted.seconds * 1_000)
    const idle = ((daemon.cpuMs() - cpuBefore) / (wanted.seconds * 1_000)) * 100
    const many = `${wanted.files.toLocaleString('en-US')} files`
    const isMillion = wanted.files >= 1_000_000
    reporter.table(`${many} watched`, [
      {
        name: 'longshore',
        version: ourVersion(),
        figures: {
          'added s': addedMs / 1e3,
          'first row s': readyMs / 1e3,
          'MiB more': after.now - before.now,
          'peak MiB': after.peak,
          'event to row ms': median(latencies),
          'slowest ms': Math.max(...latencies),
          'idle % of a core': idle,
          'idle s': wanted.seconds,
        },
      },
    ])
    reporter.goals(
      ...(isMillion ? [atMost(`${many}: s from adding to the first row`, readyMs / 1e3, 10)] : []),
      atMost(`${many}: MiB more, beside before`, after.now - before.now, isMillion ? 150 : 60),
      atMost(`${many}: % of a core, idle for ${wanted.seconds} s`, idle, 0.1),
      atMost(`${many}: ms from an event to a row, without settling`, median(latencies), 50),
    )
  } finally {
    await daemon.stop()
  }
  reporter.end(wanted.json)
} finally {
  await sink.close()
  rmSync(folder, { recursive: true, force: true })
}
