/** NW6: what people call their files never becomes a header, a header's value, or the end of one. */

import { afterEach, expect, test } from 'vitest'
import { SeededRandom } from '../fakes/random.ts'
import { attachmentsOf, draft } from '../support/mail.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const pieces = [
  '\r\nX-Evil: 1',
  '\nX-Evil: 1',
  '\r',
  '"; filename="evil',
  '%0d%0aX-Evil: 1',
  '%22',
  "UTF-8''evil",
  ' \t',
  '\u2028X-Evil: 1',
  '\u202egnp.exe',
  'é\u0301',
  '日本語',
  '🎉',
  '&x=1#y',
  '\\u000d',
  '--boundary--',
  ';',
  "'",
  '=',
  ', ',
  '\x7f',
  'ÿ\u0100',
]

/** Seeded: three pieces and something plain around them, each another name. */
function hostileNames(count: number): string[] {
  const random = new SeededRandom(20)
  const piece = (): string => pieces[Math.floor(random.fraction() * pieces.length)] ?? ''
  return Array.from({ length: count }, (_, n) => `${n}-${piece()}a${piece()}b${piece()}.bin`)
}

/** Everything of ours that goes to any service, in lower case. Values are judged below. */
const known = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'content-range',
  'content-type',
  'digest',
  'host',
  'if-match',
  'prefer',
  'user-agent',
  'x-box-part-id',
])

test.each([
  ['OneDrive', 'onedrive:/In'],
  ['Box', 'box:/In'],
  ['Outlook', draft],
])('NW6: 60 hostile names to %s: no header but ours, and none that says a name', async (_, to) => {
  const bench = await OwnerBench.open()
  const names = hostileNames(60)
  const sources = names.map((name, n) => bench.file(name, 1_000 + n))
  const asked = { paths: sources.map(({ path }) => path), to, account: 'cloud' }
  const { batch } = valueOf(await bench.client.queue.enqueue(asked))
  const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch }, limit: 200 }))
  const ended = await Promise.all(transfers.map(({ id }) => bench.ended(id)))
  // Refused by its name, before anything is asked, or there under exactly that name.
  const states = new Set(ended.map(({ state, failure }) => failure?.code ?? state))
  expect([...states].filter((state) => state !== 'done' && state !== 'name-not-allowed')).toEqual([])
  const done = ended.filter(({ state }) => state === 'done').map(({ remote }) => remote?.name)
  expect(done.length).toBeGreaterThan(20)
  const there =
    to === draft
      ? (await attachmentsOf(bench.practice)).map(({ name }) => name)
      : (await bench.items()).map(({ name }) => name as string)
  expect(done.filter((name) => name === undefined || !there.includes(name))).toEqual([])
  for (const { headers } of await bench.requests()) {
    expect(Object.keys(headers).filter((name) => !known.has(name.toLowerCase()))).toEqual([])
    expect(JSON.stringify(headers)).not.toMatch(/evil|boundary--|[^\x20-\x7e]/i)
  }
})
