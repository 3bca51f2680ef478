/** The daemon as it is built, with a probe in it (probe.mjs), and a client of it: for what a command is too short for. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { dialPrivately } from '../../../src/main/client/private-socket.ts'
import { addressesToDial } from '../../../src/main/private-address.ts'
import { contract } from '../../../src/shared/contract.ts'
import type { LongshoreContract } from '../../../src/shared/contract.ts'
import type { Client } from '../../../src/shared/rpc-contract.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import { longshore } from './ours.ts'

export interface Held {
  /** Of the event loop of the main thread, since it was asked last; nothing the first time. */
  readonly p99Ms: number
  readonly maxMs: number
}

export interface Daemon {
  readonly pid: number
  /** From the start of the process to the line that says so. */
  readonly readyMs: number
  /** Monotonic, ns: when the process was started. */
  readonly beganNs: bigint
  client(): Promise<Client<LongshoreContract>>
  held(): Promise<Held>
  /** ms of processor time so far, all threads; the system counts in hundredths of a second. */
  cpuMs(): number
  /** MiB: now, and at its peak. */
  memory(): { readonly now: number; readonly peak: number }
  stop(): Promise<void>
}

const probe = new URL('probe.mjs', import.meta.url).pathname

export async function startDaemon(data: string): Promise<Daemon> {
  const told = join(data, 'probe.json')
  const { args, env } = longshore(['daemon', '--json', '--data-dir', data])
  const [node = process.execPath, ...rest] = args
  const beganNs = process.hrtime.bigint()
  const child = spawn(node, ['--import', probe, ...rest], {
    env: { ...process.env, ...env, LONGSHORE_PROBE: told },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('"ready"')) resolve()
    })
    void gone.then(() => reject(new Error('the daemon ended at once')))
  })
  const readyMs = Number(process.hrtime.bigint() - beganNs) / 1e6
  const pid = child.pid ?? 0
  return {
    pid,
    readyMs,
    beganNs,
    client: () => clientOf(data),
    async held() {
      rmSync(told, { force: true })
      process.kill(pid, 'SIGUSR2')
      while (!existsSync(told)) await sleep(20)
      return JSON.parse(readFileSync(told, 'utf8')) as Held
    },
    cpuMs() {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    memory() {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      const of = (key: string): number => Number(new RegExp(`${key}:\\s*(\\d+)`).exec(status)?.[1] ?? 0) / 1_024
      return { now: of('VmRSS'), peak: of('VmHWM') }
    },
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function clientOf(data: string): Promise<Client<LongshoreContract>> {
  for (const address of await addressesToDial(data)) {
    const line = await dialPrivately(address)
    if (line.ok && line.value !== null) return connect(contract, line.value)
  }
  throw new Error('nobody owns the data folder')
}
