/** Waiting: what ends it, what it prints, and what becomes of it when the engine or the person leaves. */

import { describe, expect, test } from 'vitest'
import { failure, FailureError, ok, viewOf } from '../../../src/shared/failure.ts'
import type { PublicState } from '../../../src/shared/lifecycle.ts'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { aTransfer, fakeOwner } from '../../fakes/fake-engine.ts'
import type { Staged } from '../../fakes/fake-engine.ts'
import { stage } from '../../fakes/staged-world.ts'

const upload = ['upload', 'a', '--to', 'onedrive:/Inbox', '--wait', '--json']

function states(at: { jsonLines: () => unknown[] }): string[] {
  return (at.jsonLines() as ({ event: string } & TransferView)[])
    .filter(({ event }) => event === 'state')
    .map(({ id, state }) => `${id} ${state}`)
}

/** A queue in which `rows` are found, and then `changes` happen; after them nothing more. */
function queueOf(rows: TransferView[], changes: TransferView[], more: Staged['queue'] = {}): Staged {
  return {
    queue: {
      enqueue: async () => ok({ batch: 'b1', queued: rows.length, already: 0 }),
      page: async () => ok({ transfers: rows, cursor: null }),
      get: async ({ ids }) => ok(rows.filter(({ id }) => ids.includes(id))),
      async *states({ batch, ids, unfinished }, signal) {
        const isAll = batch !== undefined || unfinished === true
        yield* isAll ? rows : rows.filter(({ id }) => ids?.includes(id))
        yield 'listed'
        yield* changes
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      },
      ...more,
    },
  }
}

describe('upload --wait', () => {
  test('prints each change of state, and the summary last', async () => {
    const at = stage(
      queueOf(
        [aTransfer('t1', 'queued'), aTransfer('t2', 'queued')],
        [
          aTransfer('t1', 'queued'),
          aTransfer('t1', 'sending'),
          aTransfer('t1', 'finishing'),
          aTransfer('t2', 'waiting'),
          aTransfer('t1', 'done'),
          aTransfer('t2', 'sending'),
          aTransfer('t2', 'done'),
          aTransfer('t2', 'failed'),
        ],
      ),
    )
    expect(await at.run(...upload)).toBe(0)
    expect(states(at)).toEqual([
      't1 queued',
      't2 queued',
      't1 sending',
      't1 finishing',
      't2 waiting',
      't1 done',
      't2 sending',
      't2 done',
    ])
    expect(at.jsonLines().at(-1)).toEqual({
      event: 'summary',
      queued: 2,
      done: 2,
      skipped: 0,
      failed: 0,
      blocked: 0,
      paused: 0,
      canceled: 0,
      timedOut: 0,
    })
    expect(at.err()).toBe('')
    expect(at.owners.map((owner) => owner.isClosed())).toEqual([true])
  })

  test('says nothing of a transfer that is not there beyond what the contract has', async () => {
    const at = stage(queueOf([aTransfer('t1', 'done')], []))
    await at.run(...upload)
    expect(at.jsonLines()[0]).toEqual({ event: 'state', ...aTransfer('t1', 'done') })
  })

  test.each([
    ['skipped', 0],
    ['done', 0],
    ['failed', 1],
    ['blocked', 1],
    ['paused', 1],
    ['canceled', 1],
  ] as const)('%s ends it with %d', async (state, code) => {
    const at = stage(queueOf([aTransfer('t1', 'queued')], [aTransfer('t1', state)]))
    expect(await at.run(...upload)).toBe(code)
    expect(at.jsonLines().at(-1)).toMatchObject({ event: 'summary', queued: 1, [state]: 1 })
  })

  test('tells people the reason and the next step', async () => {
    const why = viewOf(failure('signed-out', { account: 'work' }), null)
    const at = stage(queueOf([aTransfer('t1', 'blocked', { failure: why })], []))
    expect(await at.run(...upload.filter((arg) => arg !== '--json'))).toBe(1)
    expect(at.out().split('\n').slice(1)).toEqual([
      'blocked   /files/t1.bin',
      "  The account 'work' must be signed in again.",
      '  Sign in again, on the Accounts screen or with `longshore account sign-in work`; the transfer goes on by itself.',
      '1 blocked.',
      '',
    ])
  })

  test('waits also for what was in the queue already', async () => {
    const seen: unknown[] = []
    const staged = queueOf([], [], {
      enqueue: async () => ok({ batch: 'b1', queued: 0, already: 1, alreadyIds: ['t9'] }),
      get: async ({ ids }) => ok(ids.map((id) => aTransfer(id, 'queued'))),
      async *states(chosen, signal) {
        seen.push(chosen)
        yield aTransfer('t9', 'queued')
        yield 'listed'
        yield aTransfer('t9', 'done')
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      },
    })
    const at = stage(staged)
    expect(await at.run(...upload)).toBe(0)
    expect(states(at)).toEqual(['t9 queued', 't9 done'])
    expect(seen).toEqual([{ batch: 'b1', ids: ['t9'] }])
  })

  test('nothing to upload is an end too', async () => {
    const at = stage(queueOf([], []))
    expect(await at.run(...upload)).toBe(0)
    expect(at.jsonLines()).toMatchObject([{ event: 'summary', queued: 0, done: 0 }])
  })

  test('Ctrl-C: the summary, 130, and the owner is closed in peace', async () => {
    const at = stage(
      queueOf([aTransfer('t1', 'sending')], [], {
        async *states(_, signal) {
          yield aTransfer('t1', 'finishing')
          yield 'listed'
          at.interrupt()
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        },
      }),
    )
    expect(await at.run(...upload)).toBe(130)
    expect(at.jsonLines().at(-1)).toMatchObject({ event: 'summary', queued: 1, done: 0, timedOut: 0 })
    expect(at.owners.map((owner) => owner.isClosed())).toEqual([true])
  })

  test('Ctrl-C while the files are being enqueued', async () => {
    const at = stage({
      queue: {
        enqueue: async () => {
          at.interrupt()
          await new Promise(() => undefined)
          throw new Error('unreached')
        },
      },
    })
    expect(await at.run(...upload)).toBe(130)
    expect(at.owners.map((owner) => owner.isClosed())).toEqual([true])
  })
})

describe('upload without --wait', () => {
  test('one line a file, all of the batch, and the summary', async () => {
    const pages = [['t1', 't2'], ['t3']]
    const staged = queueOf([], [], {
      enqueue: async ({ paths, to, conflict }) => {
        expect([paths, to, conflict]).toEqual([['/here/a', '/here/b'], 'onedrive:/Inbox', 'rename'])
        return ok({ batch: 'b1', queued: 3, already: 0 })
      },
      page: async ({ cursor }) => {
        const at = Number(cursor ?? 0)
        const transfers = (pages[at] ?? []).map((id) => aTransfer(id, 'queued'))
        return ok({ transfers, cursor: at === 0 ? '1' : null })
      },
    })
    const at = stage(staged)
    expect(await at.run('upload', 'a', 'b', '--to', 'onedrive:/Inbox', '--conflict', 'rename', '--json')).toBe(0)
    expect(states(at)).toEqual(['t1 queued', 't2 queued', 't3 queued'])
    expect(at.jsonLines().at(-1)).toMatchObject({ event: 'summary', queued: 3, done: 0 })
  })

  test('says that nothing sends them, where nobody does', async () => {
    const at = stage(queueOf([aTransfer('t1', 'queued')], []))
    expect(await at.run('upload', 'a', '--to', 'onedrive:/Inbox')).toBe(0)
    expect(at.out()).toBe(
      'Queued one file.\nNothing sends them yet: run `longshore wait`, or start `longshore daemon`.\n',
    )
  })
})

describe('wait', () => {
  test('for all that is not finished, and for what joins it meanwhile', async () => {
    const staged = queueOf(
      [aTransfer('t1', 'sending')],
      [aTransfer('t2', 'settling'), aTransfer('t1', 'done'), aTransfer('t2', 'done')],
    )
    const at = stage(staged)
    expect(await at.run('wait', '--json')).toBe(0)
    expect(states(at)).toEqual(['t1 sending', 't2 settling', 't1 done', 't2 done'])
  })

  test('for all, said as everywhere else; with ids beside it, it makes no sense', async () => {
    const at = stage(queueOf([aTransfer('t1', 'sending')], [aTransfer('t1', 'done')]))
    expect(await at.run('wait', '--all', '--json')).toBe(0)
    expect(states(at)).toEqual(['t1 sending', 't1 done'])
    expect(await stage(queueOf([aTransfer('t1', 'done')], [])).run('wait', 't1', '--all')).toBe(2)
  })

  test('for ids, each once; one that is not there is wrong usage', async () => {
    const rows = ['t1', 't2'].map((id) => aTransfer(id, 'done'))
    const fine = stage(queueOf(rows, []))
    expect(await fine.run('wait', 't1', 't2', 't1', '--json')).toBe(0)
    expect(states(fine)).toEqual(['t1 done', 't2 done'])
    const wrong = stage(queueOf(rows, []))
    expect(await wrong.run('wait', 't1', 't3', '--json')).toBe(2)
    expect(wrong.jsonLines().at(-1)).toMatchObject({
      error: { code: 'not-found', message: 'There is no transfer t3.' },
    })
    expect(wrong.owners.map((owner) => owner.isClosed())).toEqual([true])
  })

  test('a changed source is waited for', async () => {
    const life: PublicState[] = ['sending', 'settling', 'queued', 'sending', 'waiting', 'sending', 'finishing', 'done']
    const at = stage(
      queueOf(
        [aTransfer('t1', 'queued')],
        life.map((state) => aTransfer('t1', state)),
      ),
    )
    expect(await at.run('wait', 't1', '--json')).toBe(0)
    expect(states(at)).toHaveLength(life.length + 1)
  })

  test('until the time is up: what is left is counted, also with no time at all', async () => {
    for (const timeout of ['0s', '20ms']) {
      const at = stage(queueOf([aTransfer('t1', 'waiting'), aTransfer('t2', 'done'), aTransfer('t3', 'sending')], []))
      expect(await at.run('wait', '--timeout', timeout, '--json')).toBe(1)
      expect(at.jsonLines().at(-1)).toMatchObject({ event: 'summary', queued: 3, done: 1, timedOut: 2 })
    }
  })

  test('to people it is said that the time is up, and what becomes of the rest', async () => {
    const at = stage(queueOf([aTransfer('t1', 'waiting')], []))
    expect(await at.run('wait', '--timeout', '0s')).toBe(1)
    const { message, nextStep } = viewOf(failure('timed-out'), null)
    expect(at.err()).toContain(`${message}\n${nextStep}\n`)
  })

  test('nothing left when the time is up is fine', async () => {
    const at = stage(queueOf([aTransfer('t1', 'done')], []))
    expect(await at.run('wait', 't1', '--timeout', '0s', '--json')).toBe(0)
  })

  test('a thousand transfers in order, none left out', async () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `t${at}`)
    const rows = ids.map((id) => aTransfer(id, 'queued'))
    const at = stage(
      queueOf(
        rows,
        ids.flatMap((id) => [aTransfer(id, 'sending'), aTransfer(id, 'done')]),
      ),
    )
    expect(await at.run('wait', ...ids, '--json')).toBe(0)
    expect(states(at)).toEqual([
      ...ids.map((id) => `${id} queued`),
      ...ids.flatMap((id) => [`${id} sending`, `${id} done`]),
    ])
  })

  test('an engine that fails is the failure of the command', async () => {
    const at = stage(
      queueOf([aTransfer('t1', 'queued')], [], {
        // eslint-disable-next-line require-yield
        async *states() {
          throw new FailureError(failure('store-failed', { detail: 'disk' }))
        },
      }),
    )
    expect(await at.run('wait', '--json')).toBe(4)
    expect(at.jsonLines().at(-1)).toMatchObject({ error: { code: 'store-failed' } })
  })

  test('an engine that is ours and breaks off is not tried again', async () => {
    let opened = 0
    const at = stage(
      {},
      {
        openOwner: async () => {
          opened += 1
          const owner = fakeOwner(
            queueOf([aTransfer('t1', 'queued')], [], {
              async *states() {
                yield aTransfer('t1', 'sending')
                yield 'listed'
                owner.drop()
              },
            }),
          )
          return ok(owner)
        },
      },
    )
    expect(await at.run('wait', '--json')).toBe(4)
    expect(opened).toBe(1)
  })
})

describe('progress', () => {
  test('is painted on a terminal, never in JSON and never on a pipe', async () => {
    const shown = Promise.withResolvers<void>()
    let err = ''
    const staged = queueOf([], [], {
      async *states() {
        yield aTransfer('t1', 'sending')
        yield 'listed'
        await shown.promise
        yield aTransfer('t1', 'done')
      },
      async *follow() {
        // As often as the face needs until it has seen the row.
        for (let turn = 0; turn < 1_000 && !err.includes('0 of 1'); turn += 1) {
          await new Promise((resolve) => setImmediate(resolve))
          yield {
            revision: 1,
            tallies: Object.fromEntries(
              [
                'settling',
                'queued',
                'sending',
                'finishing',
                'waiting',
                'blocked',
                'paused',
                'canceling',
                'done',
                'skipped',
                'failed',
                'canceled',
              ].map((state) => [state, 0]),
            ) as never,
            totalBytes: 2_000,
            acknowledgedBytes: 1_000,
            bytesPerSecond: 500,
            changed: [],
          }
        }
        shown.resolve()
      },
    })
    const stderr = {
      isTTY: true,
      columns: 80,
      rows: 24,
      write: (text: string) => {
        err += text
        return true
      },
    }
    const watched = stage(staged, { stderr })
    expect(await watched.run('wait')).toBe(0)
    expect(err).toContain('0 of 1 · 1.0 kB of 2.0 kB · 500 B/s')
    expect(watched.out()).toBe('done      /files/t1.bin → onedrive:/Inbox\n1 done.\n')

    for (const args of [['wait', '--json'], ['wait']]) {
      const unwatched = stage(queueOf([aTransfer('t1', 'sending')], [aTransfer('t1', 'done')]))
      expect(await unwatched.run(...args)).toBe(0)
      expect(unwatched.err()).toBe('')
    }
  })
})
