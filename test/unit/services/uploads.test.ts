import { expect, test } from 'vitest'
import { type Call, type Provider, type Room, unknownRoom } from '../../../src/main/engine/ports/provider.ts'
import type { NewTransfer } from '../../../src/main/engine/ports/store.ts'
import { type UploadParts, Uploads } from '../../../src/main/services/uploads.ts'
import { noFixes } from '../../../src/shared/preflight.ts'
import { type Result, fail, failure, ok } from '../../../src/shared/failure.ts'
import { createPlacing } from '../../../src/main/services/placing.ts'
import { someAccount } from '../../support/memory-accounts.ts'
import { ManualClock, settleTurns } from '../../fakes/clock.ts'
import { SeededRandom } from '../../fakes/random.ts'

const patienceMs = 10_000
const fingerprint = { size: 10, mtimeNs: '1', ctimeNs: '1', inode: '1', device: '1' }

/** A destination that refuses question marks, and films where it has been asked. */
const rules: Pick<Provider, 'preflight' | 'allowed'> = {
  preflight: ({ name, destination }) =>
    name.includes('?') ? failure('name-not-allowed', { name, destination, rule: '? is not allowed' }) : null,
  allowed: (target) => ({ ...target, name: target.name.replaceAll('?', '-') }),
}
const printsNoFilms: Room = {
  ...unknownRoom,
  refuses: ({ name }) => (name.endsWith('.mov') ? failure('type-not-supported', { name }) : null),
}

function uploadsTo(room: (call: Call) => Promise<Result<Room>>) {
  const clock = new ManualClock()
  const queued: NewTransfer[] = []
  const files = ['a?.txt', 'b.txt', 'c.mov'].map((name) => ({
    root: '/here',
    path: `/here/${name}`,
    folders: [],
    name,
    fingerprint,
  }))
  const provider = { ...rules, room: (_: string, call: Call) => room(call) } as unknown as Provider
  const parts = {
    walk: async () =>
      ok({
        async *batches() {
          yield { entries: files, oddities: [] }
        },
      }),
    queue: {
      enqueue: async (entries: readonly NewTransfer[]) => (
        queued.push(...entries), entries.map(() => ({ isNew: true }))
      ),
    },
    accounts: { choose: async () => ok(someAccount({ name: 'work' })) },
    providers: { serving: async () => ok(provider) },
    random: new SeededRandom(),
    placing: createPlacing(() => ({ host: 'lab:1', user: 'anna', timeZone: 'UTC' })),
    clock,
    patienceMs,
    store: { addStep: async () => undefined },
    settleMs: 1,
  } as unknown as UploadParts
  const request = {
    paths: ['/here'],
    to: 'print:shares/one',
    conflict: 'fail' as const,
    fixes: { names: true, leaveOut: ['type-not-supported' as const] },
  }
  const names = () => queued.map(({ name }) => name)
  return { uploads: new Uploads(parts), request, clock, names, queued }
}

const until = (signal: AbortSignal) =>
  new Promise<Result<Room>>((resolve) => {
    signal.addEventListener('abort', () =>
      resolve(fail(failure('interrupted', { host: 'h.example', detail: 'stopped' }))),
    )
  })

test('a destination that does not answer is waited for as long as a look ahead waits, and no longer', async () => {
  const { uploads, request, clock, names } = uploadsTo(({ signal }) => until(signal))
  const adding = uploads.enqueue(request, new AbortController().signal)
  await clock.advance(patienceMs - 1)
  expect(names()).toEqual([])
  await clock.advance(1)
  const added = await adding
  expect(added).toMatchObject({ ok: true, value: { queued: 3, unasked: { code: 'interrupted' } } })
  expect(names()).toEqual(['a-.txt', 'b.txt', 'c.mov'])
})

test('one that answers decides what is left out, and nobody waits any longer', async () => {
  const { uploads, request, clock, names } = uploadsTo(async () => ok(printsNoFilms))
  const added = await uploads.enqueue(request, new AbortController().signal)
  expect(added).toMatchObject({ ok: true, value: { queued: 2, leftOut: 1 } })
  expect(names()).toEqual(['a-.txt', 'b.txt'])
  await settleTurns()
  expect(clock.sleepers).toBe(0)
})

test('without fixes nobody is asked', async () => {
  const { uploads, request, names } = uploadsTo(() => Promise.reject(new Error('asked')))
  const added = await uploads.enqueue({ ...request, fixes: noFixes }, new AbortController().signal)
  expect(added).toMatchObject({ ok: true, value: { queued: 3 } })
  expect(names()).toEqual(['a?.txt', 'b.txt', 'c.mov'])
})

test('a template gives folders and names, and one that cannot be read adds nothing', async () => {
  const { uploads, request, names, queued } = uploadsTo(async () => ok(unknownRoom))
  const { signal } = new AbortController()
  const wrong = await uploads.enqueue({ ...request, template: '{year}/{relpath}' }, signal)
  expect(wrong).toMatchObject({ ok: false, failure: { code: 'template-invalid' } })
  expect(names()).toEqual([])
  await uploads.enqueue({ ...request, fixes: noFixes, template: '{yyyy}/{host}/{stem}-{user}{ext}' }, signal)
  expect(names()).toEqual(['a?-anna.txt', 'b-anna.txt', 'c-anna.mov'])
  expect(queued.map(({ folders }) => folders)).toEqual(Array.from({ length: 3 }, () => ['1970', 'lab-1']))
})
