import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { acceptPages } from '../../../src/main/shell/ipc.ts'
import { pageUrl } from '../../../src/main/shell/origin.ts'
import { ok } from '../../../src/shared/failure.ts'
import { query } from '../../../src/shared/rpc-contract.ts'
import { serve } from '../../../src/shared/rpc-serve.ts'
import type { Transport } from '../../../src/shared/rpc.ts'
import { foreignAddresses } from '../../support/foreign-addresses.ts'

class FakePort extends EventEmitter {
  readonly posted: string[] = []
  isClosed = false
  isStarted = false

  postMessage = (text: string): void => void this.posted.push(text)
  start = (): void => void (this.isStarted = true)
  close = (): void => void (this.isClosed = true)
}

interface Sender {
  readonly url: string
  readonly parent: object | null
}

const ourFrame: Sender = { url: pageUrl, parent: null }

function shell() {
  const ipc = new EventEmitter()
  const accepted: Transport[] = []
  acceptPages(ipc as never, (transport) => accepted.push(transport))
  const page = {}
  const knock = (senderFrame: Sender | null, ports?: readonly FakePort[], sender = page): readonly FakePort[] => {
    ipc.emit('longshore:connect', { sender, senderFrame, ports }, null)
    return ports ?? []
  }
  return { ipc, accepted, knock }
}

test('E17, R1: there is one channel, and it only takes a line', () => {
  expect(shell().ipc.eventNames()).toEqual(['longshore:connect'])
})

test('E17: the main frame of our page is let in', () => {
  const { accepted, knock } = shell()
  const [port] = knock(ourFrame, [new FakePort()])
  expect(accepted).toHaveLength(1)
  expect(port?.isClosed).toBe(false)
})

test.each<[string, Sender | null]>([
  ['a frame that is gone', null],
  ['a frame inside of our page', { url: pageUrl, parent: ourFrame }],
  ...foreignAddresses.map((url): [string, Sender] => [`"${url}"`, { url, parent: null }]),
])('E17: refused, and its port closed: %s', (_, sender) => {
  const { accepted, knock } = shell()
  const [port] = knock(sender, [new FakePort()])
  expect(accepted).toEqual([])
  expect([port?.isClosed, port?.isStarted]).toEqual([true, false])
})

test('E17: no port, and more than one, are refused too', () => {
  const { accepted, knock } = shell()
  knock(ourFrame)
  knock(ourFrame, [])
  const two = knock(ourFrame, [new FakePort(), new FakePort()])
  expect(accepted).toEqual([])
  expect(two.map(({ isClosed }) => isClosed)).toEqual([true, true])
})

test('R5: a page that asks for a second line loses the first one', () => {
  const { accepted, knock } = shell()
  const ports = Array.from({ length: 100 }, () => knock(ourFrame, [new FakePort()])[0])
  expect(accepted).toHaveLength(100)
  expect(ports.filter((port) => port?.isClosed === false)).toEqual([ports.at(-1)])
  // Somebody who is refused takes nothing from us, nor does another page of ours.
  knock({ url: 'https://x.evil/', parent: null }, [new FakePort()])
  knock(ourFrame, [new FakePort()], {})
  expect(ports.at(-1)?.isClosed).toBe(false)
})

test('R2, R6: what comes over the line is checked, and an error leaves without stack or cause', async () => {
  const contract = {
    talk: {
      echo: query({ in: z.strictObject({ text: z.string().max(10) }), out: z.object({ text: z.string() }) }),
      crash: query({ in: z.strictObject({}), out: z.strictObject({}) }),
    },
  }
  const { accepted, knock } = shell()
  const [port] = knock(ourFrame, [new FakePort()])
  const [transport] = accepted
  if (port === undefined || transport === undefined) throw new Error('not accepted')
  const crash = new Error('secret-canary', { cause: 'secret-canary' })
  serve(
    contract,
    { talk: { echo: (input) => Promise.resolve(ok(input)), crash: () => Promise.reject(crash) } },
    transport,
  )
  expect(port.isStarted).toBe(true)
  const say = (data: unknown): boolean => port.emit('message', { data })
  say(JSON.stringify({ kind: 'call', id: 1, name: 'talk.echo', input: { text: 'x', more: 1 } }))
  say(JSON.stringify({ kind: 'call', id: 2, name: 'talk.echo', input: { text: 'longer than ten' } }))
  say(JSON.stringify({ kind: 'call', id: 3, name: 'talk.crash', input: {} }))
  say(JSON.stringify({ kind: 'call', id: 4, name: 'talk.echo', input: { text: 'x' } }))
  await expect.poll(() => port.posted.length).toBe(4)
  const answers = port.posted.map((text) => JSON.parse(text) as { id: number; failure?: object })
  const failures = answers.filter(({ failure }) => failure !== undefined)
  expect(failures).toMatchObject([
    { id: 1, failure: { code: 'usage' } },
    { id: 2, failure: { code: 'usage' } },
    { id: 3, failure: { code: 'bug' } },
  ])
  for (const { failure } of failures) expect(Object.keys(failure ?? {})).toEqual(['code', 'facts'])
  expect(port.posted.join('')).not.toMatch(/secret-canary|stack|\.ts/)
  expect(answers).toContainEqual({ kind: 'reply', id: 4, value: { text: 'x' } })
})
