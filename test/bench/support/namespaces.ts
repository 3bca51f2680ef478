/**
 * Network and mount namespaces without a name and without a route out: a process holds them, and they are gone with it. In
 * one of them the services' names lead to our sink, and its certificate is trusted, so that clients which know one
 * address only speak to it as they are.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const farAddress = '10.77.0.2'
const services = ['graph.microsoft.com', 'login.microsoftonline.com']
const bundle = '/etc/ssl/certs/ca-certificates.crt'

export interface Namespace {
  readonly pid: number
  /** What stands before a command that is to run there. */
  readonly prefix: readonly string[]
  close(): Promise<void>
}

/** Why there are none here; null where there are. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a matter of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  return null
}

/** @param at where the services' names lead to. Paths of the shared folder `folder` stay what they are. */
export async function openNamespace(folder: string, at: string, ca: string | null): Promise<Namespace> {
  const hosts = join(folder, `hosts-${at}`)
  writeFileSync(hosts, `127.0.0.1 localhost\n${at} ${services.join(' ')}\n`)
  // It reads until we are gone, however that happens: nothing is left behind.
  const held = spawn('unshare', ['--net', '--mount', '--', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const pid = await entered(held)
  const prefix = ['nsenter', '--target', String(pid), '--net', '--mount', '--']
  const inside = (command: string): void => {
    execFileSync('nsenter', [...prefix.slice(1), 'sh', '-c', command])
  }
  inside('ip link set lo up')
  inside(`mount --bind ${hosts} /etc/hosts`)
  if (ca !== null && existsSync(bundle)) {
    const all = join(folder, `bundle-${at}`)
    writeFileSync(all, `${readFileSync(bundle, 'utf8')}\n${readFileSync(ca, 'utf8')}`)
    inside(`mount --bind ${all} ${bundle}`)
  }
  // A system whose usual congestion control paces (BBR) halves a loopback; CUBIC is what most systems use.
  inside(
    'ip route replace local 127.0.0.1 dev lo table local congctl cubic proto kernel scope host src 127.0.0.1; ' +
      'ip route replace local 127.0.0.0/8 dev lo table local congctl cubic proto kernel scope host src 127.0.0.1',
  )
  return { pid, prefix, close: () => ended(held) }
}

/** Its process may not have left our own namespaces yet. */
async function entered(held: ChildProcess): Promise<number> {
  const { pid } = held
  if (pid === undefined) throw new Error('unshare could not be started')
  for (let tries = 0; tries < 500; tries += 1) {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'cat') return pid
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('unshare does not begin')
}

export interface Line {
  readonly mbit: number
  readonly rttMs: number
  readonly lossPercent: number
  /** How long a packet may have to wait before the narrow place. */
  readonly queueMs: number
}

/** A line between two of them, from `near` to `far`: see programs/link.c. */
export async function openLine(
  program: string,
  near: Namespace,
  far: Namespace,
  line: Line,
): Promise<() => Promise<void>> {
  const { mbit, rttMs, lossPercent, queueMs } = line
  const args = [near.pid, far.pid, mbit, rttMs, lossPercent, queueMs].map(String)
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  for (const { prefix } of [near, far]) {
    const [command = '', ...rest] = prefix
    execFileSync(command, [...rest, 'ip', 'route', 'replace', '10.77.0.0/24', 'dev', 'line0', 'congctl', 'cubic'])
  }
  return () => ended(child)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill()
  await gone
}
