/** The worker thread's entry: SQLite and the folder scanner live here, away from sockets and the UI. */

import { statSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import * as z from 'zod'
import { failure, viewOf } from '../../shared/failure.ts'
import { type ScanJob, runScan } from '../files/scan.ts'
import { isQuicklyCopied } from '../store/backup.ts'
import type { Repair } from '../store/database.ts'
import { StoreHost } from '../store/store-host.ts'
import { systemRandom } from '../system.ts'
import { type FromWorker, type ToWorker, thrownOf } from './protocol.ts'

if (parentPort === null) throw new Error('this file runs as a worker thread')
const port = parentPort

type Call = Extract<ToWorker, { kind: 'call' }>

const maintainEveryMs = 3_600_000
/** A large file is read and copied for seconds: not while somebody waits for the start. */
const startIsOverMs = 60_000

const outbox: FromWorker[] = []

/** What is answered at once goes together, as it came (`WorkerClient`). */
function post(message: FromWorker): void {
  outbox.push(message)
  if (outbox.length === 1) queueMicrotask(() => port.postMessage(outbox.splice(0)))
}

/** Scans that run: what cancels one, and what lets it go on to its next batch. */
const scans = new Map<number, { readonly stop: AbortController; proceed: (() => void) | null }>()

async function runOneScan(id: number, job: ScanJob, host: StoreHost): Promise<void> {
  const scan = { stop: new AbortController(), proceed: null as (() => void) | null }
  scans.set(id, scan)
  try {
    const lookup = (path: string) => host.store.ledgerGet(job.account, job.destination, path)
    const onBatch = async (batch: unknown): Promise<void> => {
      post({ kind: 'batch', id, batch })
      await new Promise<void>((resolve) => {
        scan.proceed = resolve
      })
    }
    post({ kind: 'value', id, value: await runScan(job, lookup, onBatch, scan.stop.signal) })
  } catch (error) {
    post({ kind: 'error', id, error: thrownOf(error) })
  } finally {
    scans.delete(id)
  }
}

function callStore(calls: readonly Call[], host: StoreHost): void {
  const outcomes = host.callAll(calls)
  for (const [i, outcome] of outcomes.entries()) {
    const id = calls[i]?.id ?? 0
    if ('error' in outcome) post({ kind: 'error', id, error: thrownOf(outcome.error) })
    else post({ kind: 'value', id, value: outcome.value })
  }
}

/** Calls of the store that came together are committed together; everything else in its turn. */
function take(messages: readonly ToWorker[], host: StoreHost): void {
  let calls: Call[] = []
  const flush = (): void => {
    if (calls.length > 0) callStore(calls, host)
    calls = []
  }
  for (const message of messages) {
    if (message.kind === 'call' && message.service === 'store') {
      calls.push(message)
      continue
    }
    flush()
    if (message.kind === 'close') {
      close(host)
      return
    }
    takeOther(message, host)
  }
  flush()
}

function takeOther(message: Exclude<ToWorker, { kind: 'close' }>, host: StoreHost): void {
  if (message.kind === 'call') {
    if (message.service === 'scanner') void runOneScan(message.id, message.args[0] as ScanJob, host)
    else post({ kind: 'error', id: message.id, error: { message: `there is no service ${message.service}` } })
    return
  }
  const scan = scans.get(message.id)
  if (message.kind === 'cancel') scan?.stop.abort()
  scan?.proceed?.()
}

function close(host: StoreHost): void {
  for (const scan of scans.values()) {
    scan.stop.abort()
    scan.proceed?.()
  }
  host.close()
  post({ kind: 'closed' })
  queueMicrotask(() => port.close())
}

function maintain(host: StoreHost): void {
  const tell = (note: string | null): void => {
    if (note !== null) post({ kind: 'note', note })
  }
  host.maintain().then(tell, () => {
    // A full disk, or closed meanwhile: the older copy is still there, and the next hour comes.
  })
}

function notesOf({ repair, isOlderCopy }: StoreHost): readonly string[] {
  if (repair !== null) return [noteOf(repair)]
  if (!isOlderCopy) return []
  return [
    'The queue file is an older one than was here before. What it knows nothing of is looked for before it is sent.',
  ]
}

/** As the catalogue says it, for the log and for people. */
function noteOf({ damage, movedTo, restoredFrom }: Repair): string {
  const restored =
    restoredFrom === null ? 'There was no copy to restore.' : `The copy of ${timeOf(restoredFrom)} was restored.`
  const kept = movedTo === null ? 'there was no file to keep' : `the damaged file is kept as ${movedTo}`
  const { message, nextStep } = viewOf(
    failure('store-restored', { detail: damage.replaceAll(/\s+/g, ' '), restored, kept }),
    null,
  )
  return `${message} ${nextStep}`
}

/** When a copy was made, for people. */
function timeOf(path: string): string {
  return statSync(path).mtime.toISOString().slice(0, 16).replace('T', ' ')
}

function serve(): void {
  const { databasePath } = z.object({ databasePath: z.string() }).parse(workerData)
  const host = new StoreHost(
    databasePath,
    () => Date.now(),
    () => systemRandom.id(),
  )
  port.on('message', (first: readonly ToWorker[]) => {
    const messages = [...first]
    for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
      messages.push(...(more.message as readonly ToWorker[]))
    }
    take(messages, host)
  })
  post({ kind: 'ready', notes: notesOf(host) })
  setTimeout(() => maintain(host), isQuicklyCopied(databasePath) ? 0 : startIsOverMs).unref()
  setInterval(() => maintain(host), maintainEveryMs).unref()
}

try {
  serve()
} catch (error) {
  post({ kind: 'unready', error: thrownOf(error) })
}
