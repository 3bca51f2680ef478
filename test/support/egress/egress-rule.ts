/**
 * NW2, NW8: nothing of ours goes to a host that the table doesn't list, and no credential where the table doesn't allow it.
 * Checked after every test on what its process and all that it started did (recorder.cjs), by every-test.ts.
 */

import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { TaskMeta } from 'vitest'
import type { EgressCounts } from '../../../scripts/test/egress-reporter.ts'
import { isLoopbackHost } from '../../../src/main/net/addresses.ts'
import { egressTable } from '../../../src/main/net/egress-table.ts'
import type { CredentialHeader, EgressRow } from '../../../src/main/net/egress-table.ts'

type Line =
  | { readonly kind: 'connection'; readonly address: string; readonly port: number }
  | { readonly kind: 'request'; readonly method: string; readonly to: string; readonly credentials: readonly string[] }

export interface Wrong {
  readonly rule: 'host-not-listed' | 'credential-forbidden' | 'not-on-loopback'
  readonly detail: string
}

/** What stands for the world in tests: practice clouds on loopback, and names that only lead through a proxy of the test. */
const standIns: readonly EgressRow[] = [
  { hosts: ['203.0.113.7', '203.0.113.10', '203.0.113.11'], credentials: ['authorization'], what: 'Graph and Box' },
  { hosts: ['203.0.113.8', '203.0.113.9'], credentials: [], what: "OneDrive's uploads, and signing in" },
  { hosts: ['*.longshore.test'], credentials: ['authorization'], what: 'the services of unit tests' },
]

function rowOf(host: string, table: readonly EgressRow[]): EgressRow | null {
  const fits = (pattern: string): boolean =>
    pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)))
  return table.find(({ hosts }) => hosts.some(fits)) ?? null
}

/** What a process did against the table. Pure. */
export function judge(line: Line, table: readonly EgressRow[] = [...egressTable, ...standIns]): Wrong[] {
  if (line.kind === 'connection') {
    const host = line.address.includes(':') ? `[${line.address}]` : line.address
    // Whatever it is for: a test leaves this computer for nothing.
    return isLoopbackHost(host) ? [] : [{ rule: 'not-on-loopback', detail: `${host}:${line.port}` }]
  }
  const { to, method, credentials } = line
  // At the proxy: who it is for, and that is all.
  const isTunnel = to.startsWith('tunnel:')
  const url = new URL(isTunnel ? `https://${to.slice('tunnel:'.length)}` : to)
  const isHere = isLoopbackHost(url.hostname)
  const row = isHere ? null : rowOf(url.hostname, table)
  if (isHere && isTunnel) return [{ rule: 'host-not-listed', detail: `${method} ${to}: loopback through a proxy` }]
  if (!isHere && row === null) return [{ rule: 'host-not-listed', detail: `${method} ${to}` }]
  // What of our own hosts may carry a token is judged by the journals of the practice clouds (token-rule.ts).
  const atHost: readonly CredentialHeader[] = row === null ? ['authorization'] : row.credentials
  const allowed: readonly string[] = isTunnel ? ['proxy-authorization'] : atHost
  return credentials
    .filter((name) => !allowed.includes(name))
    .map((name) => ({ rule: 'credential-forbidden', detail: `${method} ${to}: ${name}` }))
}

const recorder = new URL('recorder.cjs', import.meta.url).pathname

/** Of this file of tests: what it starts gets it by the environment. */
const folder = mkdtempSync(join(tmpdir(), 'longshore-egress-'))
// The app runs as somebody else where the tests are root.
chmodSync(folder, 0o1777)
process.env['LONGSHORE_TEST_EGRESS'] = folder
process.env['NODE_OPTIONS'] = [process.env['NODE_OPTIONS'], `--require=${JSON.stringify(recorder)}`]
  .filter(Boolean)
  .join(' ')
createRequire(import.meta.url)(recorder)

/** How much of each process's file was read. */
const read = new Map<string, number>()

function newLines(): Line[] {
  return readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const from = read.get(name) ?? 0
    const to = text.lastIndexOf('\n') + 1
    read.set(name, to)
    return text
      .slice(from, to)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  })
}

/** What was done since it was asked last. */
export function takeEgress(): { readonly counts: EgressCounts; readonly wrong: readonly Wrong[] } {
  const lines = newLines()
  const requests = lines.filter((line) => line.kind === 'request')
  const tunnels = requests.filter(({ to }) => to.startsWith('tunnel:')).length
  const wrong = lines.flatMap((line) => judge(line))
  const counts = {
    connections: lines.length - requests.length,
    requests: requests.length - tunnels,
    tunnels,
    withCredentials: requests.filter(({ credentials }) => credentials.length > 0).length,
    forbidden: wrong.length,
  }
  return { counts, wrong }
}

/** A test that gets another try has done both. */
function sumOf(one: EgressCounts, other?: EgressCounts): EgressCounts {
  if (other === undefined) return one
  const keys = Object.keys(one) as (keyof EgressCounts)[]
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as unknown as EgressCounts
}

/** For `afterEach`; for `afterAll` too, of what was still on its way when the last test had ended. */
export function expectEgressRule({ task }: { readonly task?: { readonly meta: TaskMeta } } = {}): void {
  const { counts, wrong } = takeEgress()
  if (task !== undefined) task.meta.egress = sumOf(counts, task.meta.egress)
  expect(wrong, 'what left against the egress table').toEqual([])
}

export function forgetEgress(): void {
  rmSync(folder, { recursive: true, force: true })
}
