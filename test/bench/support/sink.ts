/** The sink of programs/sink.c, in a process of its own; it is told and asked over its own input, also in a namespace. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Namespace } from './namespaces.ts'

export interface SinkStats {
  readonly files: number
  /** Refused requests, and why the last one was. */
  readonly bad: number
  readonly why: string
  /** Tokens that came to addresses which are their own permission. */
  readonly tokens: number
  readonly requests: number
  readonly bytes: number
  readonly connections: number
  /** Of the monotonic clock, ns; 0: there was none. */
  readonly firstNs: string
  readonly lastNs: string
  /** Of the whole process, since it began. */
  readonly cpuMs: number
}

export interface Sink {
  readonly address: string
  readonly port: number
  readonly isTls: boolean
  /** Where clients go, without a slash at the end. */
  readonly url: string
  /** Forgets what it has counted. */
  reset(): Promise<void>
  /** Whether all bytes are looked at; else only those of small files. */
  prove(isOn: boolean): Promise<void>
  /** How long it waits before each answer. */
  think(ms: number): Promise<void>
  /** @param hash what files whose bytes aren't looked at are said to have */
  expect(hash: string): Promise<void>
  stats(): Promise<SinkStats>
  /** Of the files since `reset`, in no order. */
  hashes(): Promise<string[]>
  /** The lengths of the ranges of the file that was finished last. */
  ranges(): Promise<number[]>
  close(): Promise<void>
}

export interface SinkPlace {
  readonly program: string
  readonly address?: string
  /** 0: any. */
  readonly port?: number
  readonly inside?: Namespace | null
  readonly tls?: { readonly certificate: string; readonly key: string } | null
}

export async function startSink({ program, address = '127.0.0.1', port = 0, inside, tls }: SinkPlace): Promise<Sink> {
  const [command, ...args] = [...(inside?.prefix ?? []), program, address, String(port)]
  const child = spawn(command ?? program, [...args, ...(tls ? [tls.certificate, tls.key] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the sink is gone')
    return value
  }
  const ask = (text: string): Promise<string> => {
    child.stdin.write(`${text}\n`)
    return line()
  }
  const told = async (text: string): Promise<void> => void (await ask(text))
  const words = async (text: string): Promise<string[]> => (await ask(text)).split(' ').filter((word) => word !== '')
  const bound = Number(await line())
  const isTls = tls !== undefined && tls !== null
  return {
    address,
    port: bound,
    isTls,
    url: `${isTls ? 'https' : 'http'}://${address}:${bound}`,
    reset: () => told('reset'),
    prove: (isOn) => told(`prove ${isOn ? 1 : 0}`),
    think: (ms) => told(`think ${ms}`),
    expect: (hash) => told(`expect ${hash}`),
    stats: async () => JSON.parse(await ask('stats')) as SinkStats,
    hashes: () => words('hashes'),
    ranges: async () => (await words('ranges')).map(Number),
    async close() {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
    },
  }
}
