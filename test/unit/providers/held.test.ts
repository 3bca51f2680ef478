/** A call of several requests ends before the next one where the account has been asked to wait meanwhile. */

import { expect, test } from 'vitest'
import type { HttpAnswer, HttpRequest } from '../../../src/main/engine/ports/http.ts'
import type { Call } from '../../../src/main/engine/ports/provider.ts'
import { ask as askBox } from '../../../src/main/providers/box/box-call.ts'
import { ask as askGraph } from '../../../src/main/providers/onedrive/graph-call.ts'
import { ask as askOutlook } from '../../../src/main/providers/outlook/outlook-call.ts'
import { ask as askPrint } from '../../../src/main/providers/print/print-call.ts'
import { open as openJob } from '../../../src/main/providers/print/session.ts'
import { ask as askTodo } from '../../../src/main/providers/todo/todo-call.ts'
import { type Failure, failure, ok } from '../../../src/shared/failure.ts'
import { ManualClock } from '../../fakes/clock.ts'

const asked = failure('throttled', { host: 'practice' }, 7_000)
const answers = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  header: (name) => headers[name] ?? null,
  text: JSON.stringify(body),
  json: body,
  serverDate: null,
})

/** Answers one after the other, and tells what was asked. */
function service(queue: HttpAnswer[]) {
  const seen: string[] = []
  const http = {
    request: ({ method, url }: HttpRequest) => {
      seen.push(`${method} ${new URL(url).pathname}`)
      const next = queue.shift()
      if (next === undefined) throw new Error('asked too often')
      return Promise.resolve(ok(next))
    },
    refusalOf: () => null,
  }
  const graphUrl = 'http://127.0.0.1:1'
  return { seen, world: { connection: { account: 'work', http, graphUrl, box: null }, clock: new ManualClock() } }
}

function callWith(held: () => Failure | null): Call {
  return { signal: new AbortController().signal, held }
}

const url = 'http://127.0.0.1:1/v1.0/me'
const question = { method: 'GET', url } as const
test.each<[string, (world: never, call: Call) => Promise<unknown>]>([
  ['onedrive', (world, call) => askGraph(world, question, call)],
  ['outlook', (world, call) => askOutlook(world, question, call)],
  ['todo', (world, call) => askTodo(world, question, call)],
  ['print', (world, call) => askPrint(world, { ...question, about: 'job' }, call)],
  ['box', (world, call) => askBox(world, { ...question, on: 'item' }, call)],
])('%s: nothing leaves while the account is asked to wait', async (_, ask) => {
  const { seen, world } = service([answers(200, {})])
  expect(
    await ask(
      world as never,
      callWith(() => asked),
    ),
  ).toEqual({ ok: false, failure: asked })
  expect(seen).toEqual([])
  expect(
    await ask(
      world as never,
      callWith(() => null),
    ),
  ).toMatchObject({ ok: true })
  expect(seen).toEqual(['GET /v1.0/me'])
})

const target = { destination: 'print:printers/practice-printer', folders: [], name: 'a.pdf' }
const jobs = 'POST /v1.0/print/printers/practice-printer/jobs'
const job = answers(201, { id: '1001', status: { state: 'paused' }, documents: [{ id: 'd1', size: 0 }] })

test('a job is left without a session where others were asked to wait meanwhile', async () => {
  const { seen, world } = service([job])
  const call = callWith(() => (seen.length === 0 ? null : asked))
  expect(await openJob(world, target, 5, call)).toEqual({ ok: false, failure: asked })
  expect(seen).toEqual([jobs])
})

test('who is asked to wait by the answer to an orphaned job waits', async () => {
  const { seen, world } = service([job, answers(500, {}), answers(429, {}, { 'retry-after': '7' })])
  const opened = await openJob(
    world,
    target,
    5,
    callWith(() => null),
  )
  expect(opened).toMatchObject({ ok: false, failure: { code: 'throttled', notBefore: world.clock.now() + 7_000 } })
  expect(seen).toEqual([jobs, `${jobs}/1001/documents/d1/createUploadSession`, `${jobs}/1001/cancel`])
})
