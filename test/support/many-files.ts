/**
 * F35: a watched folder with very many small files, looked at by a real daemon whose sending is paused: what it needs for
 * finding, settling and queueing them, and what its faces are given of them. In the suite with thousands; with a million as
 * `npm run soak -- files`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dialAny } from '../../src/main/client/reach-engine.ts'
import { addressesToDial } from '../../src/main/private-address.ts'
import { contract } from '../../src/shared/contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { PracticeProcess, Processes, Station, until } from './processes.ts'

export interface ManyFiles {
  readonly files: number
  /** Most memory that the daemon had until then, bytes. */
  readonly peakBytes: number
  /** The longest answer to a face that asked for a page of the queue, and what the queue's followers were sent at once, bytes. */
  readonly pageBytes: number
  readonly followBytes: number
  /** Rows of the first page, and whether another one follows. */
  readonly pageRows: number
  readonly hasMore: boolean
}

const aFolder = 500

function write(folder: string, files: number): void {
  for (let n = 0; n < files; n += 1) {
    const inner = join(folder, `part ${Math.floor(n / aFolder)}`)
    if (n % aFolder === 0) mkdirSync(inner, { recursive: true })
    writeFileSync(join(inner, `${n}.txt`), `note ${n}\n`)
  }
}

function highWater(pid: number): number {
  const [, kB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kB) * 1024
}

/**
 * @param steps how many files there are in the watched folders together, ascending: one folder more each time
 * @param patienceMs for each step
 * @returns what it came to after each step
 */
export async function watchMany(
  processes: Processes,
  steps: readonly number[],
  patienceMs: number,
  say: (line: string) => void = () => undefined,
): Promise<ManyFiles[]> {
  const practice = await PracticeProcess.start(processes, 'odb')
  const station = new Station(processes)
  const daemon = await station.startDaemon()
  await station.addAccount(practice)
  await station.run('pause', '--all')
  const { transport } = await dialAny(await addressesToDial(station.dataDir))
  if (transport === null) throw new Error('the daemon does not answer')
  const { queue } = connect(contract, transport)
  const valueOf = <T>(answer: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
    if (!answer.ok) throw new Error(JSON.stringify(answer))
    return answer.value
  }
  let followBytes = 0
  const over = new AbortController()
  const following = (async () => {
    for await (const change of queue.follow({ ids: [] }, over.signal))
      followBytes = Math.max(followBytes, JSON.stringify(change).length)
  })().catch(() => undefined)

  const came: ManyFiles[] = []
  let there = 0
  for (const files of steps) {
    const folder = join(processes.folder, `many ${files}`)
    write(folder, files - there)
    there = files
    const watch = ['watch', 'add', folder, '--to', `onedrive:/Many ${files}`, '--existing', 'upload', '--settle', '1s']
    const { code, lines } = await station.run(...watch)
    if (code !== 0) throw new Error(`watch add: ${JSON.stringify(lines)}`)
    let queued = 0
    await until(
      () => `${files} queued files; there are ${queued}`,
      async () => {
        const { tallies } = valueOf(await queue.summary({}))
        queued = tallies.queued + tallies.paused
        return queued === files ? true : null
      },
      patienceMs,
    )
    const page = valueOf(await queue.page({ filter: {} }))
    const measured = {
      files,
      peakBytes: highWater(daemon.pid),
      pageBytes: JSON.stringify(page).length,
      followBytes,
      pageRows: page.transfers.length,
      hasMore: page.cursor !== null,
    }
    say(JSON.stringify(measured))
    came.push(measured)
  }
  over.abort()
  await following
  transport.close()
  await daemon.kill()
  return came
}
