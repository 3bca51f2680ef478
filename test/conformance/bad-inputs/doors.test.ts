/** Requests and messages of the corpus, given to the doors of a running engine: the web UI's server and the app's line. */

import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { openLocalServer, type LocalServer } from '../../../src/main/server/local-server.ts'
import { acceptPages } from '../../../src/main/shell/ipc.ts'
import { pageUrl } from '../../../src/main/shell/origin.ts'
import { pageHandlers } from '../../../src/main/shell/page-handlers.ts'
import { Wishes } from '../../../src/main/shell/wishes.ts'
import { appContract } from '../../../src/shared/app-contract.ts'
import { contract } from '../../../src/shared/contract.ts'
import { type Failure, viewOf } from '../../../src/shared/failure.ts'
import { forward } from '../../../src/shared/rpc-forward.ts'
import { serve } from '../../../src/shared/rpc-serve.ts'
import { countFigure } from '../../support/figures.ts'
import { exchange, login, page } from '../../support/local-server.ts'
import { OwnerBench, valueOf } from '../../support/owner-bench.ts'
import { treeOf } from '../../support/tree.ts'
import { badRequests } from './http-requests.ts'
import { badMessages, badPieces } from './ipc-messages.ts'

async function withWork(): Promise<OwnerBench> {
  const bench = await OwnerBench.open()
  await bench.upload(bench.file('before.bin', 1_001), { to: 'onedrive:/Mine' })
  return bench
}

/** Everything that somebody could have lost. */
async function stateOf({ client, folder }: OwnerBench): Promise<unknown> {
  const rows = valueOf(await client.queue.page({})).transfers.map(({ id, path, state }) => [id, path, state])
  const lists = [client.accounts.list({}), client.watches.list({}), client.settings.list({})]
  return { rows, lists: await Promise.all(lists), files: treeOf(folder) }
}

async function serving(bench: OwnerBench, bugs: unknown[]): Promise<LocalServer> {
  const server = await openLocalServer({
    port: 0,
    files: page,
    accept: (transport) =>
      serve(
        contract,
        forward(contract, () => bench.client),
        transport,
      ),
    onBug: (error) => bugs.push(error),
  })
  onTestFinished(() => server.close())
  return server
}

test('every bad request is refused with its code and a next step, and the server serves on', async ({ task }) => {
  const bench = await withWork()
  const bugs: unknown[] = []
  const server = await serving(bench, bugs)
  const { cookie, token } = await login(server)
  const before = await stateOf(bench)
  const wrong: string[] = []
  for (const [rule, text, code] of badRequests) {
    const { port } = server
    const filled = text
      .replaceAll('HOST', `127.0.0.1:${port}`)
      .replaceAll('PORT', String(port))
      .replaceAll('COOKIE', cookie)
      .replaceAll('TOKEN', token)
    // Our own half of the line ends: who stays silent is waited for by the server.
    const heard = await exchange(port, Buffer.from(filled), (socket) => socket.end())
    countFigure(task, 'badInputs', 'HTTP requests')
    const said = toldIn(heard.body)
    if (said === code && heard.status >= 400) countFigure(task, 'badInputsCatalogued', 'HTTP requests')
    else wrong.push(`${rule}: ${code} and not ${heard.text.slice(0, 300)}`)
  }
  expect(wrong).toEqual([])
  expect(bugs).toEqual([])
  expect(await stateOf(bench)).toEqual(before)
})

/** The code, where the whole of an answer is there. */
function toldIn(body: string): string | null {
  try {
    const { code, message, nextStep, ...more } = JSON.parse(body) as Record<string, string>
    const isWhole = message !== '' && nextStep !== '' && Object.keys(more).length === 0
    return isWhole ? (code ?? null) : null
  } catch {
    return null
  }
}

class Port extends EventEmitter {
  readonly posted: string[] = []
  isClosed = false
  postMessage = (text: string): void => void this.posted.push(text)
  start = (): void => undefined
  close = (): void => void (this.isClosed = true)
}

interface Answered {
  readonly kind: string
  readonly id: number
  readonly failure?: Failure | null
}

/** A page's line, as the app's main process has it. */
function line(bench: OwnerBench, bugs: unknown[]): Port {
  const ipc = new EventEmitter()
  const keeper = { facts: { client: bench.client }, listen: () => () => undefined }
  const handlers = pageHandlers({
    keeper: keeper as never,
    wishes: new Wishes(),
    choose: async () => [],
    chooseTarget: async () => null,
    desktop: { exists: () => false, showItem: () => undefined, openWeb: async () => false },
  })
  acceptPages(ipc as never, (transport) => {
    serve(appContract, handlers, transport, { onBug: (name, error) => bugs.push([name, error]) })
  })
  const port = new Port()
  ipc.emit('longshore:connect', { sender: {}, senderFrame: { url: pageUrl, parent: null }, ports: [port] }, null)
  return port
}

test('fault-H03 every bad message on the app’s line is refused with its code and a next step, and the line goes on', async ({
  task,
}) => {
  const bench = await withWork()
  const bugs: unknown[] = []
  const port = line(bench, bugs)
  const before = await stateOf(bench)
  const answerTo = async (id: number): Promise<Answered> => {
    const find = () => port.posted.map((text) => JSON.parse(text) as Answered).find((answer) => answer.id === id)
    await expect.poll(find, { interval: 2, timeout: 10_000 }).toBeDefined()
    return find() as Answered
  }
  const wrong: string[] = []
  for (const [at, [rule, message, code]] of badMessages.entries()) {
    const id = at + 1
    port.emit('message', { data: JSON.stringify({ id, ...message }) })
    const { failure } = await answerTo(id)
    countFigure(task, 'badInputs', 'IPC messages')
    const view = failure === null || failure === undefined ? null : viewOf(failure, null)
    if (view?.code === code && view.message !== '' && view.nextStep !== '')
      countFigure(task, 'badInputsCatalogued', 'IPC messages')
    else wrong.push(`${rule}: ${code} and not ${JSON.stringify(view)}`)
  }
  for (const [rule, piece, code] of badPieces) {
    const other = line(bench, bugs)
    other.emit('message', { data: piece })
    countFigure(task, 'badInputs', 'IPC messages')
    if (other.isClosed && code === 'engine-unreachable') countFigure(task, 'badInputsCatalogued', 'IPC messages')
    else wrong.push(`${rule}: ${other.posted.join(' ')}`)
  }
  expect(wrong).toEqual([])
  expect(bugs).toEqual([])
  expect(port.isClosed).toBe(false)
  expect(port.posted.join('')).not.toMatch(/\n\s+at |\.ts:\d/)
  expect(await stateOf(bench)).toEqual(before)
})
