/** The commands that stay until they are told to go: daemon and practice. */

import { expect, test } from 'vitest'
import { fail, failure, ok, viewOf } from '../../../src/shared/failure.ts'
import { publicStates } from '../../../src/shared/lifecycle.ts'
import type { Tallies } from '../../../src/shared/transfer.ts'
import type { Practice, PracticeOptions, World } from '../../../src/main/cli/world.ts'
import type { Opening } from '../../../src/main/open-browser.ts'
import { aTransfer, fakeOwner } from '../../fakes/fake-engine.ts'
import type { FakeOwner, Staged } from '../../fakes/fake-engine.ts'
import { ownedByAnother, stage } from '../../fakes/staged-world.ts'

const tallies = Object.fromEntries(publicStates.map((state) => [state, state === 'done' ? 3 : 0])) as Tallies

/** A daemon that sees two changes and then Ctrl-C. */
function aDaemon(
  facts: { url?: string; dropFolder?: string; note?: string } = {},
  engine: Staged['engine'] = {},
  changes: Partial<World> = {},
) {
  const owners: FakeOwner[] = []
  const openOwner: World['openOwner'] = async () => {
    const owner = fakeOwner(
      {
        engine,
        queue: {
          async *states(input, signal) {
            expect(input).toEqual({})
            yield aTransfer('t1', 'sending')
            yield aTransfer('t1', 'done')
            const why = viewOf(failure('source-gone', { name: 't2.bin' }), null)
            yield aTransfer('t2', 'failed', { failure: why })
            setImmediate(() => at.interrupt())
            await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
          },
          summary: async () => ok({ revision: 1, tallies, totalBytes: 0, acknowledgedBytes: 0, bytesPerSecond: 0 }),
        },
      },
      facts,
    )
    owners.push(owner)
    return ok(owner)
  }
  const at = stage({}, { openOwner, ...changes })
  return { at, owners }
}

test('the daemon tells people where it is and what comes to an end, and leaves in peace', async () => {
  const { at, owners } = aDaemon({ url: 'http://127.0.0.1:1/#code', dropFolder: '/home/me/Longshore' })
  expect(await at.run('daemon', '--first-run')).toBe(0)
  expect(at.out().split('\n')).toEqual([
    'Longshore: http://127.0.0.1:1/#code',
    'Drop folder: /home/me/Longshore',
    'The link works once, within an hour; `longshore open` prints a new one.',
    'Ready. Ctrl-C ends it; what was sent stays.',
    'done      /files/t1.bin → onedrive:/Inbox',
    'failed    /files/t2.bin',
    '  t2.bin is no longer there.',
    '  Put it back and retry, or cancel it.',
    '',
  ])
  expect(owners.map((owner) => owner.isClosed())).toEqual([true])
})

test('the daemon tells programs everything, one object a line', async () => {
  const { at } = aDaemon()
  expect(await at.run('daemon', '--json')).toBe(0)
  expect(at.jsonLines()).toEqual([
    { event: 'ready', pid: 4_242 },
    { event: 'state', ...aTransfer('t1', 'sending') },
    { event: 'state', ...aTransfer('t1', 'done') },
    expect.objectContaining({ event: 'state', id: 't2', state: 'failed' }),
    { event: 'summary', queued: 3, done: 3, skipped: 0, failed: 0, blocked: 0, paused: 0, canceled: 0, timedOut: 0 },
  ])
  const withUrl = aDaemon({ url: 'http://127.0.0.1:1/#code' }).at
  await withUrl.run('daemon', '--json')
  expect(withUrl.jsonLines()[0]).toEqual({ event: 'ready', pid: 4_242, url: 'http://127.0.0.1:1/#code' })
})

test('the daemon opens the web UI, on a port of choice', async () => {
  const asked: unknown[] = []
  const openOwner: World['openOwner'] = async (options) => {
    asked.push(options.web)
    return fail(failure('usage', { detail: 'Port 80 is taken.' }))
  }
  expect(await stage({}, { openOwner }).run('daemon')).toBe(2)
  expect(await stage({}, { openOwner }).run('daemon', '--port', '8385')).toBe(2)
  await stage({}, { openOwner }).run('wait')
  await stage({}, { openOwner }).run('upload', 'a', '--to', 'onedrive:/', '--wait')
  expect(asked).toEqual([{ port: 0 }, { port: 8_385 }, undefined, undefined])
})

test('where there is no web UI it says so beside its answers, and goes on', async () => {
  const at = aDaemon({ note: 'There is no web UI here.' }).at
  expect(await at.run('daemon', '--json')).toBe(0)
  expect(at.jsonLines()[0]).toEqual({ event: 'ready', pid: 4_242 })
  expect(at.err()).toBe('There is no web UI here.\n')
})

test('--open hands the browser a link of its own, and takes its trace away in the end', async () => {
  const openings: Opening[] = []
  let isForgotten = false
  const { at } = aDaemon(
    { url: 'http://127.0.0.1:1/#code=printed' },
    { openLink: async () => ok({ url: 'http://127.0.0.1:1/#code=other' }) },
    {
      openBrowser: async (opening) => {
        openings.push(opening)
        opening.onTrouble()
        return () => void (isForgotten = true)
      },
    },
  )
  expect(await at.run('daemon', '--open')).toBe(0)
  expect(openings).toMatchObject([{ dataDir: '/data', url: 'http://127.0.0.1:1/#code=other' }])
  expect(at.out()).toContain('Longshore: http://127.0.0.1:1/#code=printed\n')
  expect(at.out() + at.err()).not.toContain('other')
  expect(at.err()).toContain('No browser could be started')
  expect(isForgotten).toBe(true)
})

test('a second daemon is told that the folder is taken', async () => {
  const at = stage({}, { openOwner: ownedByAnother })
  expect(await at.run('daemon', '--json')).toBe(4)
  expect(at.jsonLines()).toMatchObject([{ error: { code: 'engine-unreachable' } }])
})

test('an engine that ends by itself is no peaceful end', async () => {
  const at = stage(
    {},
    {
      openOwner: async () =>
        ok(
          fakeOwner({
            queue: {
              async *states() {
                yield aTransfer('t1', 'sending')
              },
            },
          }),
        ),
    },
  )
  expect(await at.run('daemon')).toBe(4)
})

function aPractice() {
  const asked: PracticeOptions[] = []
  let isClosed = false
  const cloud: Practice = {
    ready: () => {
      setImmediate(() => at.interrupt())
      return {
        graphUrl: 'http://127.0.0.1:1',
        loginUrl: 'http://127.0.0.1:2',
        controlUrl: 'http://127.0.0.1:3',
        token: 't',
      }
    },
    close: async () => void (isClosed = true),
  }
  const at = stage(
    {},
    {
      startPractice: async (options) => {
        asked.push(options)
        return cloud
      },
    },
  )
  return { at, asked, isClosed: () => isClosed }
}

test('practice: one ready line, and it ends when it is told to', async () => {
  const { at, asked, isClosed } = aPractice()
  const flags = ['--port', '8081', '--dir', 'cloud', '--tls', '--clouds', '--profile', 'spo']
  expect(await at.run('practice', ...flags, '--json')).toBe(0)
  expect(asked).toEqual([{ port: 8_081, dir: '/here/cloud', tls: true, clouds: true, profile: 'spo' }])
  expect(at.jsonLines()).toEqual([
    {
      event: 'ready',
      pid: 4_242,
      graphUrl: 'http://127.0.0.1:1',
      loginUrl: 'http://127.0.0.1:2',
      controlUrl: 'http://127.0.0.1:3',
      token: 't',
    },
  ])
  expect(isClosed()).toBe(true)
})

test('practice for people, with what is usual', async () => {
  const { at, asked } = aPractice()
  expect(await at.run('practice')).toBe(0)
  expect(asked).toEqual([{ port: 0, dir: '/data/practice', tls: false, clouds: false, profile: 'odb' }])
  expect(at.out()).toContain('graphUrl      http://127.0.0.1:1\n')
})

test('practice on a port that is taken is wrong usage; what else fails is told', async () => {
  const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))
  expect(await stage({}, { startPractice: failing('EADDRINUSE') }).run('practice', '--port', '80')).toBe(2)
  expect(await stage({}, { startPractice: failing('EACCES') }).run('practice')).toBe(4)
})

test('Ctrl-C while a command waits for the engine ends with 130', async () => {
  const at = stage({
    engine: {
      status: () => {
        at.interrupt()
        return new Promise(() => undefined)
      },
    },
  })
  expect(await at.run('status', '--json')).toBe(130)
  expect(at.out()).toBe('')
  expect(at.owners.map((owner) => owner.isClosed())).toEqual([true])
})

test('NO_COLOR has nothing to switch off: nothing is coloured', async () => {
  for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '3' }]) {
    const openOwner = async () => fail(failure('store-failed', { detail: 'x' }))
    const at = stage({}, { env, openOwner })
    await at.run('--help')
    await at.run('list')
    expect(at.out() + at.err()).not.toContain('\u001b')
  }
})
