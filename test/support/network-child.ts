/**
 * Three faults of a network, in one of its own: `unshare -n node network-child.ts`, as root. Nothing in it leads anywhere.
 * Prints what came of them as one line of JSON.
 */

import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { grow } from '../../src/main/engine/plan/range-size.ts'
import { watchNetwork } from '../../src/main/net/network-changes.ts'
import { Http } from '../../src/main/net/http.ts'
import { bodyOf } from './bodies.ts'
import { pseudoRandom } from './pseudo-random.ts'

function ip(...args: readonly string[]): void {
  execFileSync('ip', args)
}

/** A line whose other end takes everything and answers nothing. */
function layLines(): void {
  ip('link', 'set', 'lo', 'up')
  ip('link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far')
  ip('link', 'set', 'near', 'up')
  ip('link', 'set', 'far', 'up')
  ip('addr', 'add', 'fd00:77::1/64', 'dev', 'near', 'nodad')
  ip('-6', 'neigh', 'add', 'fd00:77::2', 'lladdr', '02:00:00:00:00:02', 'dev', 'near', 'nud', 'permanent')
  ip('addr', 'add', '10.77.0.1/24', 'dev', 'near')
}

const limits = { connectMs: 1_500, stallMs: 60_000, answerMs: 60_000, answerStallMs: 60_000, doubtMs: 300 }

function get(url: string) {
  return { method: 'GET', url, body: null, signal: new AbortController().signal, publicOnly: false } as const
}

/** fault-N28: with and without an address that works beside the one that doesn't. */
async function blackHole(): Promise<object> {
  const server = createServer((_, res) => void res.end('there'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const hole = { address: 'fd00:77::2', family: 6 }
  const asked = async (...addresses: { address: string; family: number }[]) => {
    const http = new Http({ version: '0', limits, lookup: (_host, _options, done) => done(null, addresses) })
    const got = await http.request(get(`http://both.longshore.test:${port}/`))
    await http.destroy()
    return got.ok ? got.value.text : got.failure.code
  }
  const alone = await asked(hole)
  const beside = await asked(hole, { address: '127.0.0.1', family: 4 })
  server.close()
  return { alone, beside }
}

/** fault-N24: the address that a range leaves from is taken away in the midst of it. */
async function otherNetwork(): Promise<object> {
  let bytes = 0
  const half = Promise.withResolvers<void>()
  const server = createServer((req, res) => {
    req.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes < 1_000_000) return
      req.pause()
      half.resolve()
    })
    req.on('end', () => res.end('all'))
  })
  await once(server.listen(0, '0.0.0.0'), 'listening')
  const { port } = server.address() as AddressInfo
  const http = new Http({ version: '0', limits })
  const stop = new AbortController()
  const clock = { now: Date.now, monotonic: () => performance.now(), sleep: (_ms: number) => sleep(50) }
  const changes: string[] = []
  const changed = (): void => {
    changes.push('changed')
    http.connectionsDoubted()
  }
  void watchNetwork(clock, changed, stop.signal)
  const put = (body: Uint8Array) =>
    http.request({ ...get(`http://10.77.0.1:${port}/`), method: 'PUT', body: bodyOf(body) })
  const range = put(pseudoRandom(20_000_000, 1))
  await half.promise
  ip('addr', 'del', '10.77.0.1/24', 'dev', 'near')
  const cut = await range
  ip('addr', 'add', '10.77.0.1/24', 'dev', 'near')
  bytes = -10_000_000
  const again = await put(pseudoRandom(300_000, 2))
  stop.abort()
  await http.destroy()
  server.closeAllConnections()
  server.close()
  return {
    changes: changes.length > 0,
    cut: cut.ok ? cut.value.text : cut.failure.code,
    again: again.ok ? again.value.text : again.failure.code,
  }
}

/** Every tenth packet, by lot: return 2 (drop) above nine tenths of a random word, else 0 (classic BPF, with `ld rand`). */
const everyTenth = '4,32 0 0 4294963256,37 0 1 3865470566,6 0 0 2,6 0 0 0'

/** fault-N03: two bodies at once over 64 kbit/s with a tenth lost, and how long the next range is by what was measured. */
async function poorLine(): Promise<object> {
  ip('link', 'set', 'lo', 'mtu', '1500')
  execFileSync('tc', [
    'qdisc',
    'add',
    'dev',
    'lo',
    'root',
    'tbf',
    'rate',
    '64kbit',
    'burst',
    '3000',
    'latency',
    '2000ms',
  ])
  execFileSync('tc', ['qdisc', 'add', 'dev', 'lo', 'handle', 'ffff:', 'ingress'])
  execFileSync('tc', ['filter', 'add', 'dev', 'lo', 'parent', 'ffff:', 'bpf', 'da', 'bytecode', everyTenth])
  const bodies = [pseudoRandom(40_000, 3), pseudoRandom(40_001, 4)]
  const got = new Map<string, Buffer[]>()
  const server = createServer((req, res) => {
    const pieces: Buffer[] = []
    got.set(req.url ?? '', pieces)
    req.on('data', (piece: Buffer) => pieces.push(piece))
    req.on('end', () => res.end('all'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const http = new Http({ version: '0' })
  const startedAt = performance.now()
  const arrived = await Promise.all(
    bodies.map(async (body, n) => {
      const put = { ...get(`http://127.0.0.1:${port}/${n}`), method: 'PUT', body: bodyOf(body) } as const
      const answer = await http.request(put)
      return answer.ok && Buffer.concat(got.get(`/${n}`) ?? []).equals(body)
    }),
  )
  const sendMs = performance.now() - startedAt
  await http.destroy()
  server.closeAllConnections()
  server.close()
  const unit = 327_680
  const rangeLimits = { rangeAlignmentBytes: unit, maxRangeBytes: 191 * unit }
  return {
    arrived,
    units: grow(16 * unit, { bytes: 40_000, sendMs, gapMs: 50 }, rangeLimits) / unit,
  }
}

layLines()
const came = { blackHole: await blackHole(), otherNetwork: await otherNetwork(), poorLine: await poorLine() }
process.stdout.write(`${JSON.stringify(came)}\n`)
process.exit(0)
