/**
 * A long queue: how fast it takes files, for how long that holds the thread which serves everybody, and how soon a start
 * with so many rows sends its first request.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asked } from './support/arguments.ts'
import { startDaemon } from './support/daemon.ts'
import { Stopwatch, median } from './support/measure.ts'
import { makeAccount } from './support/ours.ts'
import { buildPrograms } from './support/programs.ts'
import { Reporter, atLeast, atMost } from './support/report.ts'
import { startSink } from './support/sink.ts'
import { makeTree } from './support/tree.ts'
import { ourVersion } from './support/version.ts'

const wanted = asked({ rounds: 3, files: 1_000_000 })
/** So long a request is left without an answer: the queue must stay as long as it is. */
const heldMs = 3_600_000
/** No start takes that long; it ends what hangs. */
const patienceMs = 60_000

const folder = mkdtempSync(join(tmpdir(), 'longshore-queue-'))
const reporter = new Reporter('queue')
const programs = buildPrograms(folder)
const watch = new Stopwatch(programs.timed, folder)
const sink = await startSink({ program: programs.sink })
try {
  const data = join(folder, 'data')
  const files = join(folder, 'files')
  await makeAccount(watch, null, data, { kind: 'microsoft', url: sink.url, ca: null })
  makeTree(files, wanted.files)

  const filling = await startDaemon(data)
  const client = await filling.client()
  const before = filling.memory()
  const paused = await client.queue.pause({ all: true })
  if (!paused.ok) throw new Error(JSON.stringify(paused.failure))
  await filling.held()
  const begun = performance.now()
  const queued = await client.queue.enqueue({ paths: [files], to: 'onedrive:/Bench' })
  const enqueueMs = performance.now() - begun
  if (!queued.ok) throw new Error(JSON.stringify(queued.failure))
  const held = await filling.held()
  const after = filling.memory()
  await sink.think(heldMs)
  const resumed = await client.queue.resume({ all: true })
  if (!resumed.ok) throw new Error(JSON.stringify(resumed.failure))
  await filling.stop()

  const starts: { readonly readyMs: number; readonly firstMs: number }[] = []
  for (let round = 0; round <= wanted.rounds; round += 1) {
    await sink.reset()
    const daemon = await startDaemon(data)
    let { firstNs } = await sink.stats()
    for (const end = performance.now() + patienceMs; firstNs === '0' && performance.now() < end; ) {
      await sleep(20)
      ;({ firstNs } = await sink.stats())
    }
    // The first one warms the page cache.
    if (round > 0) starts.push({ readyMs: daemon.readyMs, firstMs: Number(BigInt(firstNs) - daemon.beganNs) / 1e6 })
    await daemon.stop()
  }
  const rate = queued.value.queued / (enqueueMs / 1e3)
  const firstMs = median(starts.map((start) => start.firstMs))
  const rows = `${wanted.files.toLocaleString('en-US')} rows`
  reporter.table(`A queue of ${rows}`, [
    {
      name: 'longshore',
      version: ourVersion(),
      figures: {
        queued: queued.value.queued,
        'enqueue s': enqueueMs / 1e3,
        'rows/s': rate,
        'held p99 ms': held.p99Ms,
        'held max ms': held.maxMs,
        'ready ms': median(starts.map(({ readyMs }) => readyMs)),
        'first request ms': firstMs,
        'MiB more': after.now - before.now,
        'peak MiB': after.peak,
      },
    },
  ])
  reporter.goals(
    atMost(`${rows}: ms from the start of the process to its first request`, firstMs, 500),
    atLeast(`${rows}: enqueued a second`, rate, 20_000),
    atMost(`${rows}: ms that the event loop is held while they are enqueued, p99`, held.p99Ms, 16),
    atMost(`${rows}: the same, longest`, held.maxMs, 50),
  )
  reporter.end(wanted.json)
} finally {
  await sink.close()
  rmSync(folder, { recursive: true, force: true })
}
