/** Each command: what it asks of the engine, and what it prints, as JSON and for people. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountView, Status } from '../../../src/shared/contract.ts'
import type { LinkStep } from '../../../src/shared/links-contract.ts'
import type { WatchView } from '../../../src/shared/watches-contract.ts'
import { FailureError, failure, fail, ok, viewOf } from '../../../src/shared/failure.ts'
import { publicStates, states } from '../../../src/shared/lifecycle.ts'
import type { Standing } from '../../../src/shared/standing.ts'
import type { Tallies } from '../../../src/shared/transfer.ts'
import { anEntry } from '../../fakes/folder-world.ts'
import { aTransfer, fakeOwner } from '../../fakes/fake-engine.ts'
import type { Staged } from '../../fakes/fake-engine.ts'
import { stage } from '../../fakes/staged-world.ts'

/** Far from UTC, so that a time of the wrong zone shows. */
const zone = process.env['TZ']
beforeAll(() => {
  process.env['TZ'] = 'Asia/Tokyo'
})
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const none = Object.fromEntries(publicStates.map((state) => [state, 0])) as Tallies
const work: AccountView = { name: 'work', kind: 'microsoft', user: 'me@example.com', cloud: 'global', state: 'ready' }
const watch: WatchView = {
  id: 'w1',
  name: 'Scans',
  folder: '/here/Scans',
  destination: 'onedrive:/Scans',
  account: 'work',
  state: 'active',
  existing: 'skip',
  settleMs: 10_000,
  after: 'keep',
  counts: none,
}

/** Keeps what the handlers were asked, in order. */
function asked() {
  const inputs: unknown[] = []
  const answering =
    <T>(value: T) =>
    async (input: unknown) => {
      inputs.push(input)
      return ok(value)
    }
  return { inputs, answering }
}

async function json(staged: Staged, ...args: string[]): Promise<unknown[]> {
  const at = stage(staged)
  expect(await at.run(...args, '--json')).toBe(0)
  expect(at.err()).toBe('')
  expect(at.owners.every((owner) => owner.isClosed() && owner.bugs.length === 0)).toBe(true)
  return at.jsonLines()
}

/** A command prints four keys of a failure, whatever the faces get beside them. */
function printed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'facts' ? undefined : inner))) as T
}

async function human(staged: Staged, ...args: string[]): Promise<string[]> {
  const at = stage(staged)
  expect(await at.run(...args)).toBe(0)
  expect(at.err()).toBe('')
  return at.out().split('\n').slice(0, -1)
}

describe('accounts', () => {
  test('add passes on what was said, and the tokens of the file', async () => {
    const { inputs, answering } = asked()
    const tokens = { accessToken: 'secret-canary', refreshToken: 'r', expiresAt: '2026-01-01T00:00:00Z' }
    const at = stage({ accounts: { add: answering(work) } }, { readText: async () => JSON.stringify(tokens) })
    const flags = ['--name', 'work', '--cloud', 'us-gov', '--tenant', 'common', '--client-id', 'c']
    const urls = ['--graph-url', 'http://127.0.0.1:1', '--login-url', 'http://127.0.0.1:2', '--token-file', 't.json']
    expect(await at.run('account', 'add', 'microsoft', ...flags, ...urls, '--json')).toBe(0)
    expect(inputs).toEqual([
      {
        kind: 'microsoft',
        name: 'work',
        cloud: 'us-gov',
        tenant: 'common',
        clientId: 'c',
        graphUrl: 'http://127.0.0.1:1',
        loginUrl: 'http://127.0.0.1:2',
        tokens,
      },
    ])
    expect(at.jsonLines()).toEqual([work])
    expect(at.out() + at.err()).not.toContain('secret-canary')
  })

  test('add box passes on its roots, and what is in both files', async () => {
    const { inputs, answering } = asked()
    const files: Record<string, string> = {
      '/here/secret.txt': 'client-secret-canary\r\n',
      '/here/t.json': JSON.stringify({ accessToken: 'secret-canary' }),
    }
    const box: AccountView = { ...work, name: 'box', kind: 'box' }
    const at = stage({ accounts: { add: answering(box) } }, { readText: async (path) => files[path] ?? '' })
    const urls = ['--box-url', 'http://127.0.0.1:1', '--box-upload-url', 'http://127.0.0.1:2']
    const login = ['--box-login-url', 'http://127.0.0.1:3']
    const secrets = ['--client-id', 'c', '--client-secret-file', 'secret.txt', '--token-file', 't.json']
    expect(await at.run('account', 'add', 'box', ...urls, ...login, ...secrets)).toBe(0)
    expect(inputs).toEqual([
      {
        kind: 'box',
        clientId: 'c',
        boxUrl: 'http://127.0.0.1:1',
        boxUploadUrl: 'http://127.0.0.1:2',
        boxLoginUrl: 'http://127.0.0.1:3',
        clientSecret: 'client-secret-canary',
        tokens: { accessToken: 'secret-canary' },
      },
    ])
    expect(at.out()).toBe('box (box, me@example.com): ready\n')
    expect(at.err()).toBe('')
  })

  test('sign-in with a new client secret; one standard input is not two files', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = { accounts: { signIn: answering(work) } }
    const at = stage(staged, { readText: async (path) => (path === '-' ? 'fresh' : '{"accessToken":"a"}') })
    const files = ['--token-file', 't.json', '--client-secret-file', '-']
    expect(await at.run('account', 'sign-in', 'work', ...files)).toBe(0)
    expect(inputs).toEqual([{ name: 'work', tokens: { accessToken: 'a' }, clientSecret: 'fresh' }])
    expect(await at.run('account', 'sign-in', 'work', '--token-file', '-', '--client-secret-file', '-')).toBe(2)
    expect(inputs).toHaveLength(1)
  })

  test('list', async () => {
    const staged: Staged = { accounts: { list: async () => ok([work, { ...work, name: 'home', user: null }]) } }
    expect(await json(staged, 'account', 'list')).toEqual([[work, { ...work, name: 'home', user: null }]])
    expect(await human(staged, 'account', 'list')).toEqual([
      'NAME  KIND       CLOUD   STATE  USER',
      'work  microsoft  global  ready  me@example.com',
      'home  microsoft  global  ready',
    ])
    expect(await human({ accounts: { list: async () => ok([]) } }, 'account', 'list')).toHaveLength(1)
  })

  test('sign-in and remove', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = { accounts: { signIn: answering(work), remove: answering({}) } }
    const at = stage(staged, { readText: async (path) => JSON.stringify({ accessToken: path }) })
    expect(await at.run('account', 'sign-in', 'work', '--token-file', '-')).toBe(0)
    expect(await at.run('account', 'remove', 'work')).toBe(0)
    expect(inputs).toEqual([{ name: 'work', tokens: { accessToken: '-' } }, { name: 'work' }])
    expect(await json(staged, 'account', 'remove', 'work')).toEqual([{}])
  })
})

describe('watches', () => {
  test('add resolves folders, and prints the id', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = { watches: { add: answering(watch) } }
    const globs = ['--include', '*.pdf', '--include', '*.tif', '--exclude', 'tmp/**']
    const flags = [
      '--settle',
      '1m',
      '--after',
      'move=Sent',
      '--existing',
      'since=2026-01-02T03:04:05Z',
      '--conflict',
      'skip',
      '--template',
      '{yyyy}/{relpath}',
      '--links',
      'inside',
    ]
    expect(await human(staged, 'watch', 'add', 'Scans', '--to', 'onedrive:/Scans', ...globs, ...flags)).toEqual(['w1'])
    expect(inputs).toEqual([
      {
        folder: '/here/Scans',
        to: 'onedrive:/Scans',
        conflict: 'skip',
        template: '{yyyy}/{relpath}',
        include: ['*.pdf', '*.tif'],
        exclude: ['tmp/**'],
        hidden: false,
        limits: {},
        links: 'inside',
        longestWaitMs: null,
        settleMs: 60_000,
        after: 'move=/here/Sent',
        existing: 'since=2026-01-02T03:04:05.000Z',
      },
    ])
    expect(await json(staged, 'watch', 'add', 'Scans', '--to', 'onedrive:/Scans')).toEqual([watch])
    // What wasn't said is the contract's default, in one place.
    expect(inputs[1]).toMatchObject({
      conflict: 'fail',
      existing: 'skip',
      settleMs: 10_000,
      after: 'keep',
      links: 'skip',
      include: [],
    })
  })

  test('list, pause, resume, remove', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = {
      watches: {
        list: async () => ok([watch]),
        pause: answering({ ...watch, state: 'paused' as const }),
        resume: answering(watch),
        remove: answering({}),
      },
    }
    expect(await json(staged, 'watch', 'list')).toEqual([[watch]])
    expect(await human(staged, 'watch', 'list')).toEqual([
      'ID  NAME   STATE   DESTINATION      FOLDER',
      'w1  Scans  active  onedrive:/Scans  /here/Scans',
    ])
    expect(await human(staged, 'watch', 'pause', 'w1')).toEqual(['/here/Scans: paused'])
    expect(await json(staged, 'watch', 'resume', 'w1')).toEqual([watch])
    expect(await json(staged, 'watch', 'remove', 'w1')).toEqual([{}])
    expect(inputs).toEqual([{ id: 'w1' }, { id: 'w1' }, { id: 'w1' }])
  })
})

describe('looking around', () => {
  const runs = { ...anEntry('folder', 'Runs', { address: 'onedrive:/Runs', place: 'onedrive:/Runs' }) }
  const sites = anEntry('sites', 'SharePoint sites', { place: 'onedrive:sites' })

  test('lists all pages, finds, and makes a folder', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = {
      destinations: {
        browse: async (input) => {
          inputs.push(input)
          const isFirst = input.cursor === undefined
          return ok({ account: 'work', folders: [isFirst ? sites : runs], cursor: isFirst ? 'c' : null })
        },
        makeFolder: answering(runs),
      },
    }
    expect(await human(staged, 'browse')).toEqual([
      'KIND    NAME              ADDRESS',
      'sites   SharePoint sites  onedrive:sites',
      'folder  Runs              onedrive:/Runs',
    ])
    expect(await json(staged, 'browse', 'onedrive:/', '--find', 'run', '--account', 'work')).toEqual([[sites, runs]])
    expect(await json(staged, 'browse', 'onedrive:/', '--make', 'Runs')).toEqual([[runs]])
    // Of nowhere, everything would be shown as if it had been found.
    expect(await stage(staged).run('browse', '--find', 'run')).toBe(2)
    expect(inputs.slice(2)).toEqual([
      { place: 'onedrive:/', account: 'work', search: 'run' },
      { place: 'onedrive:/', account: 'work', search: 'run', cursor: 'c' },
      { place: 'onedrive:/', name: 'Runs' },
    ])
  })

  test('favourites are kept by name, and are as good as an address', async () => {
    const { inputs, answering } = asked()
    const kept = { name: 'Runs', address: 'onedrive:/Lab/Runs', account: 'work' }
    const staged: Staged = {
      favourites: {
        list: async () => ok({ favourites: [kept], recent: [] }),
        add: answering(kept),
        remove: answering({}),
      },
      watches: { add: answering(watch) },
    }
    expect(await human(staged, 'favourite', 'list')).toEqual([
      'NAME  ACCOUNT  ADDRESS',
      'Runs  work     onedrive:/Lab/Runs',
    ])
    expect(await json(staged, 'favourite', 'add', 'onedrive:/Lab/Runs', '--name', 'Runs')).toEqual([kept])
    expect(await json(staged, 'favourite', 'remove', 'Runs')).toEqual([{}])
    await human(staged, 'watch', 'add', 'Scans', '--to', '@runs')
    expect(inputs).toMatchObject([
      { address: 'onedrive:/Lab/Runs', name: 'Runs' },
      { name: 'Runs' },
      { to: 'onedrive:/Lab/Runs', account: 'work' },
    ])
    const stand = stage(staged)
    expect(await stand.run('watch', 'add', 'Scans', '--to', '@nobody', '--json')).toBe(2)
    expect(stand.jsonLines()).toMatchObject([{ error: { code: 'not-found' } }])
  })

  test('a link is as good as an address', async () => {
    const { inputs, answering } = asked()
    const found = { address: 'onedrive:drives/D/items/I', account: 'work', is: 'folder' as const, name: null }
    const staged: Staged = { destinations: { ofLink: answering(found) }, watches: { add: answering(watch) } }
    const link = 'https://contoso.sharepoint.com/:f:/s/lab/Eabc'
    await human(staged, 'watch', 'add', 'Scans', '--to', link)
    expect(inputs).toMatchObject([{ link }, { to: found.address, account: 'work' }])
  })
})

describe('looking', () => {
  const blocked = aTransfer('t2', 'blocked', { failure: viewOf(failure('name-taken', { name: 't2.bin' }), null) })
  const aStatus: Status = {
    version: '9.9.9',
    owner: { pid: 7, kind: 'daemon', since: '2026-01-01T00:00:00.000Z' },
    url: null,
    paused: false,
    offlineSince: null,
    tallies: none,
    bytesPerSecond: 0,
    accounts: [],
  }
  const paged: Staged = {
    queue: {
      page: async ({ cursor }) =>
        ok(
          cursor === undefined
            ? { transfers: [aTransfer('t1', 'sending', { acknowledgedBytes: 400 })], cursor: 'next' }
            : { transfers: [blocked], cursor: null },
        ),
    },
    engine: { status: async () => ok({ ...aStatus, paused: false }) },
  }

  test('list says below why nothing moves while everything is paused', async () => {
    const paused = (pausedUntil: string | null): Staged => ({
      queue: { page: async () => ok({ transfers: [aTransfer('t1', 'queued')], cursor: null }) },
      engine: { status: async () => ok({ ...aStatus, paused: true, pausedUntil }) },
    })
    const until = (text: string): string[] => ['', `Everything is paused, until ${text}\`longshore resume --all\`.`]
    expect((await human(paused(null), 'list')).slice(-2)).toEqual(until(''))
    expect((await human(paused('2126-01-01T16:00:00.000Z'), 'list')).slice(-2)).toEqual(until('2126-01-02 01:00 or '))
    expect(await json(paused(null), 'list')).toEqual([printed([aTransfer('t1', 'queued')])])
    const over: Staged = {
      ...paused(null),
      queue: { page: async () => ok({ transfers: [aTransfer('t1', 'done')], cursor: null }) },
    }
    expect((await human(over, 'list')).join('')).not.toContain('paused')
  })

  test('list goes through all pages', async () => {
    expect(await json(paged, 'list')).toEqual([
      printed([aTransfer('t1', 'sending', { acknowledgedBytes: 400 }), blocked]),
    ])
    expect(await human(paged, 'list')).toEqual([
      'STATE    SENT    SIZE  ID  PATH',
      'sending   40%  1.0 kB  t1  /files/t1.bin',
      'blocked        1.0 kB  t2  /files/t2.bin',
      '',
      't2  /files/t2.bin',
      '  There is already another t2.bin at the destination.',
      `  ${blocked.failure?.nextStep}`,
    ])
  })

  test('list asks for states, and an empty queue is an empty array', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = { queue: { page: answering({ transfers: [], cursor: null }) } }
    expect(await json(staged, 'list', '--state', 'failed,blocked')).toEqual([[]])
    expect(inputs).toEqual([{ filter: { states: ['failed', 'blocked'] }, order: 'added', limit: 200 }])
    expect(await human(staged, 'list')).toEqual(['Nothing here.'])
  })

  test('history', async () => {
    const done = aTransfer('t1', 'done', { finishedAt: '2026-01-02T00:00:00.000Z' })
    const staged: Staged = {
      history: {
        page: async ({ cursor }) => ok({ transfers: [done], cursor: cursor === undefined ? 'more' : null }),
      },
    }
    expect(await json(staged, 'history')).toEqual([[done, done]])
    expect((await human(staged, 'history'))[1]).toBe('2026-01-02 09:00:00  done   1.0 kB  t1  /files/t1.bin')
  })

  test('history finds what is like this, and the newest of it in the usual order', async () => {
    const inputs: unknown[] = []
    const rows = ['t3', 't2', 't1'].map((id) => aTransfer(id, 'failed'))
    const staged: Staged = {
      history: {
        page: async (input) => {
          inputs.push(input)
          // A search may come to nothing for a while.
          if (input.cursor === undefined) return ok({ transfers: [], cursor: 'on' })
          return ok({ transfers: rows.slice(0, input.limit), cursor: 'more' })
        },
      },
    }
    const args = ['--find', 'a b', '--state', 'failed', '--failure', 'gave-up', '--account', 'work', '--batch', 'b1']
    const [found] = await json(
      staged,
      'history',
      '--last',
      '2',
      ...args,
      '--since',
      '2026-05-31',
      '--before',
      '2026-06-01',
    )
    expect((found as { id: string }[]).map(({ id }) => id)).toEqual(['t2', 't3'])
    const [since, before] = [new Date(2026, 4, 31), new Date(2026, 5, 1)].map((at) => at.toISOString())
    const filter = { text: 'a b', states: ['failed'], code: 'gave-up', account: 'work', batch: 'b1', since, before }
    expect(inputs).toEqual([
      { filter, order: 'newest', limit: 2 },
      { filter, order: 'newest', limit: 2, cursor: 'on' },
    ])
    const empty: Staged = { history: { page: async () => ok({ transfers: [], cursor: null }) } }
    expect(await human(empty, 'history', '--find', 'x')).toEqual(['Nothing like that.'])
    expect(await human(empty, 'history')).toEqual(['Nothing has come to an end yet.'])
  })

  test('export writes as it comes: a file whole or not at all, and a terminal sees what it would act upon', async () => {
    const inputs: unknown[] = []
    const pieces = (isBroken: boolean): Staged => ({
      history: {
        export: async function* text(input) {
          inputs.push(input)
          yield 'path\r\n'
          if (isBroken) throw new FailureError(failure('store-failed', { detail: 'the disk' }))
          yield '"\u001b[2Jx"\r\n'
        },
      },
    })
    const at = stage(pieces(false))
    expect(await at.run('--json', 'export', 'kept.json', '--batch', 'b1')).toBe(0)
    expect(at.jsonLines()).toEqual([{ file: '/here/kept.json', format: 'json', bytes: 15 }])
    expect(Buffer.from(at.written.get('/here/kept.json') ?? []).toString()).toBe('path\r\n"\u001b[2Jx"\r\n')
    expect(inputs).toEqual([{ filter: { batch: 'b1' }, format: 'json' }])
    const broken = stage(pieces(true))
    expect(await broken.run('export', 'kept.csv')).toBe(4)
    expect(broken.written.size).toBe(0)
    const piped = stage(pieces(false))
    expect(await piped.run('export')).toBe(0)
    expect(piped.out()).toBe('path\r\n"\u001b[2Jx"\r\n')
    let shown = ''
    const stdout = { write: (text: string) => void (shown += text), isTTY: true }
    const seen = stage(pieces(false), { stdout })
    expect(await seen.run('export', '-')).toBe(0)
    expect(shown).toBe('path\n"\\x1b[2Jx"\n')
  })

  test('undo takes back one after the other, and stops at the first that stays', async () => {
    const cleanUp = { what: 'move', state: 'undone', place: null, why: null } as const
    const { inputs, answering } = asked()
    const staged: Staged = { history: { takeBack: answering(aTransfer('t1', 'done', { cleanUp })) } }
    expect(await human(staged, 'undo', 't1', 't2')).toEqual(['Back: /files/t1.bin', 'Back: /files/t1.bin'])
    expect(inputs).toEqual([{ id: 't1' }, { id: 't2' }])
  })

  test('move says where, and retry says for what', async () => {
    const { inputs, answering } = asked()
    const get = async () => ok([aTransfer('t1', 'queued'), aTransfer('t2', 'queued')])
    const staged: Staged = { queue: { get, move: answering({ changed: 1 }), retry: answering({ changed: 0 }) } }
    expect(await json(staged, 'move', 't1', '--to', 'top')).toEqual([{ changed: 1 }])
    expect(await human(staged, 'move', 't1', '--before', 't2')).toEqual(['Moved: one transfer.'])
    expect(await human(staged, 'retry', '--cause', 'name-taken')).toEqual(['Nothing was stopped by that.'])
    expect(inputs).toEqual([
      { ids: ['t1'], goal: { to: 'top' } },
      { ids: ['t1'], goal: { before: 't2' } },
      { cause: 'name-taken' },
    ])
    for (const wrong of [
      ['move', 't1'],
      ['move', 't1', '--to', 'top', '--after', 't2'],
      ['retry', '--all', '--cause', 'x'],
    ])
      expect(await stage(staged).run(...wrong)).toBe(2)
  })

  test('status', async () => {
    const status: Status = {
      version: '9.9.9',
      owner: { pid: 7, kind: 'daemon', since: '2026-01-01T00:00:00.000Z' },
      url: null,
      paused: true,
      offlineSince: null,
      tallies: { ...none, sending: 2, done: 5 },
      bytesPerSecond: 1_200_000,
      accounts: [work],
    }
    const staged: Staged = { engine: { status: async () => ok(status) } }
    expect(await json(staged, 'status')).toEqual([status])
    expect(await human(staged, 'status')).toEqual([
      'Version    9.9.9',
      'Engine     not running',
      'Folder     /data',
      'Transfers  2 sending, 5 done',
      'Speed      1.2 MB/s',
      'Paused     everything, until `longshore resume --all`',
      'Account    work: ready, me@example.com',
    ])
  })

  test('status says how long it takes, and until when everything rests', async () => {
    const pausedUntil = '2126-01-01T16:00:00.000Z'
    const owner = { pid: 7, kind: 'daemon', since: pausedUntil } as const
    const base = {
      version: '9.9.9',
      owner,
      url: null,
      offlineSince: null,
      tallies: none,
      bytesPerSecond: 0,
      accounts: [],
    }
    const said = (status: Status) => human({ engine: { status: async () => ok(status) } }, 'status')
    expect(await said({ ...base, paused: false, secondsLeft: 1_520 })).toContain('Left       about 25 minutes')
    const resting = await said({ ...base, paused: true, pausedUntil, secondsLeft: 1_520 })
    expect(resting).toContain('Paused     everything, until 2126-01-02 01:00 or `longshore resume --all`')
    expect(resting.join()).not.toContain('Left')
  })

  test('status says since when it is offline and until when an account waits, in local time', async () => {
    const at = '2026-01-01T16:00:00.000Z'
    const found = failure('throttled', { host: 'graph.example' })
    const owner = { pid: 7, kind: 'daemon', since: at } as const
    const hold = { account: 'work', since: at, ...viewOf(found, Date.parse(at)) }
    const base = { version: '9.9.9', owner, url: null, paused: false, tallies: none, bytesPerSecond: 0 }
    const status: Status = { ...base, offlineSince: at, accounts: [], holds: [hold] }
    const staged: Staged = { engine: { status: async () => ok(status) } }
    expect(await json(staged, 'status')).toEqual([printed(status)])
    const lines = await human(staged, 'status')
    expect(lines).toContain('Offline    since 2026-01-02 01:00; goes on by itself')
    expect(lines.find((line) => line.startsWith('Waits'))).toContain('2026-01-02 01:00')
    expect(lines.join('\n')).not.toContain(at)
  })

  test('fault-F31 status and the list of watches say which drive isn’t connected, since when, and when it is looked for next', async () => {
    const at = '2026-01-01T16:00:00.000Z'
    const found = { ...viewOf(failure('root-offline', { name: 'card' }), Date.parse(at) + 9_000), since: at }
    const owner = { pid: 7, kind: 'daemon', since: at } as const
    const base = { version: '9.9.9', owner, url: null, paused: false, offlineSince: null, tallies: none }
    const status: Status = { ...base, bytesPerSecond: 0, accounts: [], away: [{ ...found, folder: '/media/card' }] }
    const missing: WatchView = { ...watch, state: 'missing', missing: found }
    const staged: Staged = {
      engine: { status: async () => ok(status) },
      watches: { list: async () => ok([missing]) },
    }
    expect(await json(staged, 'status')).toEqual([printed(status)])
    expect(await json(staged, 'watch', 'list')).toEqual([printed([missing])])
    const told = "'card' is not connected: its drive was unplugged, or its network can't be reached."
    const next = 'Looked for again at 2026-01-02 01:00:09; goes on by itself.'
    expect(await human(staged, 'status')).toContain(`Away       /media/card, since 2026-01-02 01:00: ${told} ${next}`)
    expect(await human(staged, 'watch', 'list')).toContain(`Scans: ${told} Since 2026-01-02 01:00. ${next}`)
  })

  test('the list of watches says how each is watched, how soon it hears, and what was missed', async () => {
    const events = {
      by: 'events',
      why: null,
      detail: null,
      since: '2026-01-01T16:00:00.000Z',
      delayMs: 212,
      everyMs: 3_600_000,
      lookedAt: null,
      heard: 40,
      recovered: 1,
      floods: 2,
    } as const
    const watches: WatchView[] = [
      { ...watch, health: { ...events } },
      { ...watch, health: { ...events, delayMs: null, recovered: 0, floods: 0 } },
      { ...watch, health: { ...events, by: 'looks', why: 'limit', everyMs: 61_000, recovered: 12, floods: 0 } },
    ]
    const staged: Staged = { watches: { list: async () => ok(watches) } }
    expect(await json(staged, 'watch', 'list')).toEqual([printed(watches)])
    expect((await human(staged, 'watch', 'list')).slice(-3)).toEqual([
      'Scans: events, 0.2 s; one change found by looking again; 2 floods of events.',
      'Scans: events.',
      'Scans: looked at every 61 s: the system has no more watches; 12 changes found by looking again.',
    ])
  })

  test('logs', async () => {
    const staged: Staged = { engine: { logs: async () => ok(['one', 'two\u001b[2J']) } }
    expect(await json(staged, 'logs')).toEqual([['one', 'two\u001b[2J']])
    expect(await human(staged, 'logs')).toEqual(['one', 'two\\x1b[2J'])
  })

  describe('explain', () => {
    const explanation = {
      path: '/here/t1',
      transfer: null,
      steps: [{ at: '2026-01-01T16:00:05.678Z', what: 'seen', why: 'asked again at 2026-01-01T17:30:00.000Z' }],
    }

    async function targets(found: string, given: string, isThere = false): Promise<string[]> {
      const seen: string[] = []
      const explain = async ({ target }: { target: string }) => {
        seen.push(target)
        if (target !== found) return fail(failure('not-found', { what: 'transfer', id: target }))
        return ok({ ...explanation, transfer: aTransfer('t1', 'done') })
      }
      await stage({ queue: { explain } }, { exists: () => isThere }).run('explain', given)
      return seen
    }

    test('a path goes whole, whatever the engine thinks of it', async () => {
      expect(await targets('', './a.txt')).toEqual(['/here/a.txt'])
      expect(await targets('', 'sub/a.txt')).toEqual(['/here/sub/a.txt'])
      expect(await targets('', 'a.txt', true)).toEqual(['/here/a.txt'])
      expect(await targets('', '/a.txt')).toEqual(['/a.txt'])
    })

    test('what may be an id is asked as one first', async () => {
      expect(await targets('t1', 't1')).toEqual(['t1'])
      expect(await targets('/here/gone.txt', 'gone.txt')).toEqual(['gone.txt', '/here/gone.txt'])
    })

    test('neither: not found', async () => {
      const at = stage({ queue: { explain: async () => fail(failure('not-found', { what: 'transfer', id: 'x' })) } })
      expect(await at.run('explain', 'nothing', '--json')).toBe(2)
      expect(at.jsonLines()).toMatchObject([{ error: { code: 'not-found', message: 'There is no transfer nothing.' } }])
    })

    test('where it stands is told in local time, and in ISO to scripts', async () => {
      const since = '2026-01-01T16:00:05.678Z'
      const nextAt = '2026-01-01T17:30:00.000Z'
      const waits = viewOf(failure('throttled', { host: 'graph.example' }), Date.parse(nextAt))
      const transfer = aTransfer('t1', 'waiting', { failure: waits })
      const now: Standing = {
        state: 'waiting',
        since,
        what: states.waiting,
        why: { code: waits.code, message: waits.message },
        next: waits.nextStep,
        nextAt,
        attempts: 2,
        restarts: 0,
        isFinal: false,
        session: { openedAt: since, expiresAt: null, confirmed: [{ start: 0, end: 327_680 }] },
        evidence: null,
        last: null,
      }
      const found = { ...explanation, transfer, now }
      const staged: Staged = { queue: { explain: async () => ok(found) } }
      expect(await json(staged, 'explain', '/here/t1')).toEqual([printed(found)])
      const lines = await human(staged, 'explain', '/here/t1')
      expect(lines).toContain(`  Now        ${states.waiting}, since 2026-01-02 01:00`)
      expect(lines).toContain('  Next try   2026-01-02 02:30')
      expect(lines).toContain('  Confirmed  bytes 0-327679')
      expect(lines.join('\n')).not.toMatch(/\d{4}-\d\d-\d\dT/)
    })

    test('its shape', async () => {
      const staged: Staged = { queue: { explain: async () => ok(explanation) } }
      expect(await json(staged, 'explain', '/here/t1')).toEqual([explanation])
      expect(await human(staged, 'explain', '/here/t1')).toEqual([
        '/here/t1: not in the queue and not in the history',
        'WHEN                 WHAT  WHY',
        '2026-01-02 01:00:05  seen  asked again at 2026-01-02 02:30',
      ])
    })
  })
})

describe('steering and settings', () => {
  const get = async ({ ids }: { readonly ids: readonly string[] }) => ok(ids.map((id) => aTransfer(id, 'queued')))

  test.each(['pause', 'resume', 'cancel', 'retry'] as const)('%s', async (verb) => {
    const { inputs, answering } = asked()
    const staged: Staged = { queue: { get, [verb]: answering({ changed: 2 }) } }
    expect(await json(staged, verb, 't1', 't2')).toEqual([{ changed: 2 }])
    expect(await human(staged, verb, '--all')).toHaveLength(1)
    expect(inputs).toEqual([{ ids: ['t1', 't2'] }, { all: true }])
  })

  test('everything is paused for a time, or until a moment', async () => {
    const { inputs, answering } = asked()
    const staged: Staged = { queue: { pause: answering({ changed: 2 }) } }
    const before = Date.now()
    const [said] = (await json(staged, 'pause', '--for', '30m')) as { changed: number; until: string }[]
    expect(said).toEqual({ changed: 2, until: expect.any(String) })
    expect(inputs).toEqual([{ all: true, until: said?.until }])
    const end = Date.parse(said?.until ?? '') - 30 * 60_000
    expect(end >= before && end <= Date.now()).toBe(true)
    await json(staged, 'pause', '--all', '--until', '2126-05-31T18:30')
    expect(inputs.at(-1)).toEqual({ all: true, until: '2126-05-31T09:30:00.000Z' })
    expect(await human(staged, 'pause', '--until', '2126-05-31T18:30')).toEqual([
      'Paused until 2126-05-31 18:30: 2 transfers.',
    ])
  })

  test.each([
    ['t1', '--for', '30m'],
    ['--all', '--for', '30m', '--until', '18:30'],
    ['--for', 'long'],
    ['--until', '2020-01-01T00:00'],
  ])('no pause: %j', async (...args) => {
    const { inputs, answering } = asked()
    expect(await stage({ queue: { pause: answering({ changed: 0 }) } }).run('pause', ...args)).toBe(2)
    expect(inputs).toEqual([])
  })

  describe('link', () => {
    const linkTo = (id: string): LinkStep => ({
      id,
      path: `/here/${id}`,
      link: {
        url: `https://files.example/s/${id}`,
        kind: 'view',
        scope: 'organization',
        expiresAt: null,
        hasPassword: false,
      },
      failure: null,
    })
    const refusal = failure('link-not-allowed', { name: 't2', detail: 'no links here' })
    const noLink = (id: string): LinkStep => ({ id, path: `/here/${id}`, link: null, failure: viewOf(refusal, null) })

    function staged(steps: readonly LinkStep[], inputs: unknown[] = []): Staged {
      async function* make(input: unknown): AsyncGenerator<LinkStep> {
        inputs.push(input)
        yield* steps
      }
      return { queue: { get }, links: { make } }
    }

    test('one a line, in order; what is wished goes along', async () => {
      const inputs: unknown[] = []
      const steps = [linkTo('t1'), linkTo('t2')]
      expect(await human(staged(steps, inputs), 'link', 't1', 't2')).toEqual(steps.map(({ link }) => link?.url))
      expect(await json(staged(steps, inputs), 'link', '--batch', 'b1', '--edit', '--scope', 'anyone')).toEqual([steps])
      const before = Date.now()
      await human(staged(steps, inputs), 'link', 't1', 't2', '--expires', '7d')
      const { expiresAt } = inputs[2] as { expiresAt: string }
      expect(Math.abs(Date.parse(expiresAt) - before - 7 * 86_400_000)).toBeLessThan(60_000)
      expect(inputs).toEqual([
        { ids: ['t1', 't2'], kind: 'view' },
        { batch: 'b1', kind: 'edit', scope: 'anyone' },
        { ids: ['t1', 't2'], kind: 'view', expiresAt },
      ])
    })

    test('a file without one leaves an empty line, a word beside it, and 1', async () => {
      const at = stage(staged([linkTo('t1'), noLink('t2'), linkTo('t3')]))
      expect(await at.run('link', 't1', 't2', 't3')).toBe(1)
      expect(at.out().split('\n')).toEqual([linkTo('t1').link?.url, '', linkTo('t3').link?.url, ''])
      expect(at.err()).toContain('/here/t2: The service makes no such link to t2 (no links here).')
      expect(at.err()).toContain('one file of 3 got no link.')
      const asJson = stage(staged([linkTo('t1'), noLink('t2')]))
      expect(await asJson.run('link', 't1', 't2', '--json')).toBe(1)
      expect(asJson.jsonLines()).toEqual([printed([linkTo('t1'), noLink('t2')])])
    })

    test('a single one that can’t be had is the failure of the command, with its exit status', async () => {
      const at = stage(staged([noLink('t2')]))
      expect(await at.run('link', 't2', '--json')).toBe(1)
      expect(at.jsonLines()).toMatchObject([{ error: { code: 'link-not-allowed' } }])
      const signedOut = { ...noLink('t2'), failure: viewOf(failure('signed-out', { account: 'work' }), null) }
      expect(await stage(staged([signedOut])).run('link', 't2')).toBe(3)
    })

    test.each([
      [[]],
      [['t1', '--batch', 'b1']],
      [['t1', '--expires', '7']],
      [['t1', '--expires', '11y']],
      [['t1', '--expires', '600w']],
      [['t1', '--scope', 'people']],
    ])('%j is wrong usage, and asks nothing', async (args) => {
      const inputs: unknown[] = []
      expect(await stage(staged([linkTo('t1')], inputs)).run('link', ...args)).toBe(2)
      expect(inputs).toEqual([])
    })
  })

  test('again tells what was queued, what was there already, and what has changed since', async () => {
    const { inputs, answering } = asked()
    const answer = (isNew: boolean, isChanged: boolean) => ({ transfer: aTransfer('n1', 'queued'), isNew, isChanged })
    const staged = (isNew: boolean, isChanged: boolean): Staged => ({
      history: { again: answering(answer(isNew, isChanged)) },
    })
    expect(await json(staged(true, false), 'again', 't1', 't2')).toEqual([[answer(true, false), answer(true, false)]])
    expect(inputs).toEqual([{ id: 't1' }, { id: 't2' }])
    expect((await human(staged(true, true), 'again', 't1'))[0]).toMatch(/^Queued once more: .* \(n1\); it has changed/)
    expect((await human(staged(false, false), 'again', 't1'))[0]).toMatch(/^In the queue already: .* \(n1\)$/)
    const gone: Staged = { history: { again: async () => fail(failure('source-gone', { name: 'a.bin' })) } }
    expect(await stage(gone).run('again', 't1')).toBe(1)
  })

  test('retry with an answer to a conflict', async () => {
    const { inputs, answering } = asked()
    expect(
      await json({ queue: { get, retry: answering({ changed: 1 }) } }, 'retry', 't1', '--conflict', 'rename'),
    ).toEqual([{ changed: 1 }])
    const idle: Staged = { queue: { retry: answering({ changed: 0 }) } }
    expect(await human(idle, 'retry', '--all', '--conflict', 'skip')).toEqual([
      'Nothing to decide: none of these asks about a name.',
    ])
    expect(inputs).toEqual([
      { ids: ['t1'], conflict: 'rename' },
      { all: true, conflict: 'skip' },
    ])
  })

  test.each(['pause', 'resume', 'cancel', 'retry'] as const)(
    '%s of what there is not: nothing is done',
    async (verb) => {
      const { inputs, answering } = asked()
      const staged: Staged = { queue: { get: async () => ok([]), [verb]: answering({ changed: 0 }) } }
      const at = stage(staged)
      expect(await at.run(verb, 't1', '--json')).toBe(2)
      expect(at.jsonLines()).toMatchObject([{ error: { code: 'not-found' } }])
      expect(inputs).toEqual([])
    },
  )

  test('settings list, get', async () => {
    const one = { key: 'transfers.large', value: 4, description: 'Large files at once.', locked: null, atMost: null }
    const staged: Staged = { settings: { list: async () => ok([one]), get: async () => ok(one) } }
    expect(await json(staged, 'settings', 'list')).toEqual([[one]])
    expect(await json(staged, 'settings', 'get', 'transfers.large')).toEqual([one])
    expect(await human(staged, 'settings', 'get', 'transfers.large')).toEqual(['4'])
  })

  test.each([
    ['transfers.large', '2', 2],
    ['transfers.keepSmallTimes', 'false', false],
    ['bandwidth.bytesPerSecond', '10MB', 10_000_000],
    ['bandwidth.bytesPerSecond', 'null', null],
    ['network.caFile', 'ca.pem', '/here/ca.pem'],
    ['network.caFile', 'null', null],
    ['no.such.key', '5', '5'],
    ['__proto__', '5', '5'],
    ['transfers.large', 'many', 'many'],
  ])('settings set %s %s', async (key, text, value) => {
    const { inputs, answering } = asked()
    const staged: Staged = { settings: { set: answering({ key, value, description: '', locked: null, atMost: null }) } }
    await human(staged, 'settings', 'set', key, text)
    expect(inputs).toEqual([{ key, value }])
  })
})

describe('the options that all commands have', () => {
  test.each([
    [['--data-dir', '/x', 'list'], {}, '/x'],
    [['list', '--data-dir', 'x'], {}, '/here/x'],
    [['list'], { LONGSHORE_DATA_DIR: '/env' }, '/env'],
    [['list', '--data-dir=/x'], { LONGSHORE_DATA_DIR: '/env' }, '/x'],
    [['list'], { LONGSHORE_DATA_DIR: '' }, '/data'],
    [['list'], {}, '/data'],
  ])('%j with %j', async (args, env, dataDir) => {
    const opened: string[] = []
    const at = stage(
      {},
      {
        env,
        openOwner: async (options) => {
          opened.push(options.dataDir)
          return fail(failure('store-failed', { detail: 'enough' }))
        },
      },
    )
    expect(await at.run(...args)).toBe(4)
    expect(opened).toEqual([dataDir])
  })

  test('what the queue file has gone through is said beside the answer, whatever was asked', async () => {
    const note = 'The queue file was damaged (it is no database). The copy of 2026-11-22 06:31 was restored.'
    const openOwner = async () => ok({ ...fakeOwner({ accounts: { list: async () => ok([]) } }), note })
    const at = stage({}, { openOwner })
    expect(await at.run('account', 'list', '--json')).toBe(0)
    expect(at.jsonLines()).toEqual([[]])
    expect(at.err()).toBe(`${note}\n`)
  })

  test('a command that only looks does not run the engine', async () => {
    const seen: unknown[] = []
    const openOwner = async (options: object) => {
      seen.push(options)
      return fail(failure('store-failed', { detail: 'enough' }))
    }
    await stage({}, { openOwner }).run('list')
    await stage({}, { openOwner }).run('upload', 'a', '--to', 'onedrive:/A')
    await stage({}, { openOwner }).run('upload', 'a', '--to', 'onedrive:/A', '--wait')
    await stage({}, { openOwner }).run('wait')
    await stage({}, { openOwner }).run('daemon', '--first-run')
    expect(seen).toMatchObject([
      { kind: 'command', runEngine: false },
      { kind: 'command', runEngine: false },
      { kind: 'command', runEngine: true },
      { kind: 'command', runEngine: true },
      { kind: 'daemon', runEngine: true, firstRun: true },
    ])
  })
})
