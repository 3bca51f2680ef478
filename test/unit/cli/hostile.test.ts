/** H11: what people, scripts and accidents put behind `longshore`. Right exit code, and JSON mode stays JSON. */

import { describe, expect, test } from 'vitest'
import { failure, FailureError, fail, ok } from '../../../src/shared/failure.ts'
import { aTransfer, type Staged } from '../../fakes/fake-engine.ts'
import { ownedByAnother, stage } from '../../fakes/staged-world.ts'

const big = 'x'.repeat(1_000_000)
const canary = 'eyJhbGciOi-secret-canary'

/** Nothing of this may reach an engine: all are wrong usage. */
const wrong: [string, string[]][] = [
  ['nothing', []],
  ['an empty command', ['']],
  ['an unknown command', ['uplaod']],
  ['an unknown command of one megabyte', [big]],
  ['a name from the prototype', ['constructor']],
  ['__proto__', ['__proto__']],
  ['an unknown option before', ['--bogus', 'list']],
  ['an unknown option after', ['list', '--bogus']],
  ['an unknown short option', ['list', '-x']],
  ['an unknown option of one megabyte', ['list', `--${big}`]],
  ['a token as an option', ['account', 'add', 'microsoft', `--token=${canary}`]],
  ['a token on the command line', ['account', 'add', 'microsoft', '--access-token', canary]],
  ['a data folder without value', ['list', '--data-dir']],
  ['an empty data folder', ['--data-dir', '', 'list']],
  ['an argument too many', ['list', 'more']],
  ['an argument too many for status', ['status', '--', '-x']],
  ['a group without command', ['account']],
  ['another group without command', ['watch']],
  ['a third group without command', ['settings']],
  ['a group with an unknown command', ['account', 'frobnicate']],
  ['an account of no kind', ['account', 'add']],
  ['an account of an unknown kind', ['account', 'add', 'dropbox']],
  ['an account of a kind that comes later', ['account', 'add', 'dropbox']],
  ['an unknown cloud', ['account', 'add', 'microsoft', '--cloud', 'mars']],
  ['an empty account name', ['account', 'add', 'microsoft', '--name', '']],
  ['signing in nobody', ['account', 'sign-in']],
  ['asking for what there is not', ['account', 'sign-in', 'work', '--for', 'everything']],
  ['removing nobody', ['account', 'remove']],
  ['uploading nothing', ['upload', '--to', 'onedrive:/A']],
  ['uploading nowhere', ['upload', 'a.txt']],
  ['uploading to an empty address', ['upload', 'a.txt', '--to', '']],
  ['uploading an empty path', ['upload', '', '--to', 'onedrive:/A']],
  ['--to without value', ['upload', 'a.txt', '--to']],
  ['an unknown conflict policy', ['upload', 'a.txt', '--to', 'onedrive:/A', '--conflict', 'overwrite']],
  ['an answer that is none', ['retry', 't1', '--conflict', 'fail']],
  ['an answer for another act', ['cancel', 't1', '--conflict', 'skip']],
  ['a value for a flag without one', ['upload', 'a.txt', '--to', 'onedrive:/A', '--wait=5']],
  ['watching nothing', ['watch', 'add', '--to', 'onedrive:/A']],
  ['watching to nowhere', ['watch', 'add', 'folder']],
  ['watching two folders', ['watch', 'add', 'a', 'b', '--to', 'onedrive:/A']],
  ['settling for a word', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--settle', 'soon']],
  ['settling for negative time', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--settle=-5s']],
  ['settling for a day', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--settle', '1d']],
  ['an unknown choice of existing files', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--existing', 'all']],
  ['a date that is none', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--existing', 'since=whenever']],
  ['an unknown end', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--after', 'delete']],
  ['moving nowhere', ['watch', 'add', 'a', '--to', 'onedrive:/A', '--after', 'move=']],
  ['pausing no watch', ['watch', 'pause']],
  ['an unknown state', ['list', '--state', 'planning']],
  ['a state without value', ['list', '--state']],
  ['explaining nothing', ['explain']],
  ['explaining two things', ['explain', 'a', 'b']],
  ['explaining an empty path', ['explain', '']],
  ['pausing nothing', ['pause']],
  ['canceling both some and all', ['cancel', 't1', '--all']],
  ['waiting for a word', ['wait', '--timeout', 'forever']],
  ['waiting without a time', ['wait', '--timeout']],
  ['waiting too long', ['wait', '--timeout', '9999h']],
  ['getting no setting', ['settings', 'get']],
  ['setting without value', ['settings', 'set', 'transfers.large']],
  ['a port that is a word', ['practice', '--port', 'http']],
  ['a port too high', ['practice', '--port', '70000']],
  ['an unknown profile', ['practice', '--profile', 'gdrive']],
  ['an empty folder for practice', ['practice', '--dir', '']],
  ['the daemon with an argument', ['daemon', 'now']],
  ['--json with a value', ['list', '--json=yes']],
]

function noEngine() {
  return stage({}, { openOwner: () => Promise.reject(new Error('nothing of this may reach an engine')) })
}

describe('K3: fault-H11 wrong usage', () => {
  test('the corpus is large enough', () => expect(wrong.length).toBeGreaterThanOrEqual(60))

  test.each(wrong)('%s', async (_, args) => {
    const human = noEngine()
    expect(await human.run(...args)).toBe(2)
    expect(human.out()).toBe('')
    expect(human.err()).not.toBe('')
    expect(human.err().length).toBeLessThan(3_000)
    expect(human.err()).not.toContain(canary)

    if (args.includes('--json=yes')) return
    const program = noEngine()
    expect(await program.run('--json', ...args)).toBe(2)
    expect(program.err()).toBe('')
    expect(program.jsonLines()).toEqual([
      { error: { code: 'usage', message: expect.any(String), nextStep: 'See `longshore --help`.' } },
    ])
    expect(program.out().length).toBeLessThan(3_000)
    expect(program.out()).not.toContain(canary)
  })
})

describe('K3: what looks odd and is right', () => {
  const echoing: Staged = {
    queue: {
      enqueue: async ({ paths }) => fail(failure('path-missing', { path: paths.join('|') })),
      get: async ({ ids }) => ok(ids.map((id) => aTransfer(id, 'queued'))),
      cancel: async (selection) => ok({ changed: 'ids' in selection ? selection.ids.length : -1 }),
    },
  }

  test.each([
    ['a name that begins with a dash', ['upload', '--to', 'onedrive:/A', '--', '-file'], '/here/-file'],
    ['a lone dash is a name', ['upload', '-', '--to', 'onedrive:/A'], '/here/-'],
    [
      'a name like an option of ours',
      ['upload', '--to', 'onedrive:/A', '--', '--json', '--help'],
      '/here/--json|/here/--help',
    ],
    ['options between the names', ['upload', 'a', '--to', 'onedrive:/A', 'b'], '/here/a|/here/b'],
    ['an absolute path', ['upload', '/x/../y', '--to', 'onedrive:/A'], '/y'],
    ['a path of 32,000 characters', ['upload', `/${'d'.repeat(32_000)}`, '--to', 'onedrive:/A'], 'd'.repeat(100)],
  ])('%s', async (_, args, path) => {
    const at = stage(echoing)
    expect(await at.run(...args)).toBe(2)
    expect(at.err()).toContain(path)
  })

  test('a path of a megabyte is refused by the engine and not by a crash', async () => {
    const at = stage(echoing)
    expect(await at.run('upload', big, '--to', 'onedrive:/A', '--json')).toBe(2)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'usage' } }])
    expect(at.owners[0]?.bugs).toEqual([])
  })

  test('an id that begins with a dash', async () => {
    const at = stage(echoing)
    expect(await at.run('--json', 'cancel', '--', '-x', '--all')).toBe(0)
    expect(at.jsonLines()).toEqual([{ changed: 2 }])
  })

  test.each([[['--help']], [['help']], [['list', '--help']], [['watch', 'add', '--help']], [['help', 'upload']]])(
    'help: %j',
    async (args) => {
      const human = noEngine()
      expect(await human.run(...args)).toBe(0)
      expect(human.out()).toContain('Usage: longshore')
      expect(human.out()).toContain('--data-dir')
      expect(human.err()).toBe('')
      const program = noEngine()
      expect(await program.run(...args, '--json')).toBe(0)
      expect(program.jsonLines()).toEqual([{ help: expect.stringContaining('Usage: longshore') }])
    },
  )

  test('the version, before and after a command', async () => {
    for (const args of [['--version'], ['list', '--version'], ['account', 'add', '--version']]) {
      const at = noEngine()
      expect(await at.run(...args)).toBe(0)
      expect(at.out()).toBe('9.9.9\n')
    }
    const at = noEngine()
    expect(await at.run('--version', '--json')).toBe(0)
    expect(at.jsonLines()).toEqual([{ version: '9.9.9' }])
  })
})

describe('what goes wrong below', () => {
  test.each([
    ['signed-out', 3],
    ['account-unknown', 3],
    ['no-account', 3],
    ['secrets-locked', 3],
    ['account-ambiguous', 2],
    ['address-invalid', 2],
    ['not-now', 1],
    ['store-failed', 4],
  ] as const)('%s ends with %d, in both forms', async (code, exit) => {
    const staged: Staged = { queue: { enqueue: async () => fail(failure(code, { detail: 'why' })) } }
    const human = stage(staged)
    expect(await human.run('upload', 'a', '--to', 'onedrive:/A')).toBe(exit)
    expect([human.out(), human.err().split('\n').length]).toEqual(['', 3])
    const program = stage(staged)
    expect(await program.run('upload', 'a', '--to', 'onedrive:/A', '--json')).toBe(exit)
    expect(program.jsonLines()).toMatchObject([{ error: { code } }])
    expect(program.err()).toBe('')
    expect([...human.owners, ...program.owners].every((owner) => owner.isClosed())).toBe(true)
  })

  test('a bug inside is told without its words', async () => {
    const staged: Staged = { accounts: { list: () => Promise.reject(new TypeError(canary)) } }
    const at = stage(staged)
    expect(await at.run('account', 'list', '--json')).toBe(1)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'bug' } }])
    expect(at.out()).not.toContain(canary)
  })

  test('a folder whose owner does not answer ends with 4', async () => {
    let slept = 0
    const at = stage({}, { openOwner: ownedByAnother, sleep: async (ms) => void (slept += ms) })
    expect(await at.run('status', '--json')).toBe(4)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'engine-unreachable' } }])
    expect(slept).toBeLessThanOrEqual(5_000)
  })

  test('a store that cannot be opened is told at once', async () => {
    const openOwner = async () => fail(failure('store-failed', { detail: 'not a database' }))
    const at = stage({}, { openOwner, sleep: () => Promise.reject(new Error('no waiting here')) })
    expect(await at.run('status')).toBe(4)
    expect(at.err()).toContain('not a database')
  })

  test('an owner that throws a failure is no crash either', async () => {
    const openOwner = () => Promise.reject(new FailureError(failure('secrets-locked', { detail: 'no key' })))
    expect(await stage({}, { openOwner }).run('list')).toBe(3)
  })

  test('K2: fault-H02 names of files cannot act on the terminal', async () => {
    const evil = '/a/\u001b]0;owned\u0007\n{"event":"summary"}\u202etxt'
    const staged: Staged = { queue: { enqueue: async () => fail(failure('path-missing', { path: evil })) } }
    const human = stage(staged)
    await human.run('upload', 'a', '--to', 'onedrive:/A')
    expect(human.err()).toContain('\\x1b]0;owned\\x07\\n{"event":"summary"}\\u202etxt')
    const program = stage(staged)
    await program.run('upload', 'a', '--to', 'onedrive:/A', '--json')
    expect(program.jsonLines()).toMatchObject([{ error: { message: `There is nothing at ${evil}.` } }])
    expect(program.out()).not.toContain('\u202e')
  })
})

describe('K1: client secret files', () => {
  test.each([
    ['empty', ''],
    ['blank', ' \n'],
    ['of two lines', `${canary}\n${canary}`],
    ['with what no header or form takes unharmed', `${canary}\u0000`],
    ['too long', canary.repeat(400)],
  ])('%s: wrong usage, and not a word of it is repeated', async (_, text) => {
    const at = stage({}, { readText: async () => text })
    const flags = ['--client-id', 'c', '--client-secret-file', 'secret.txt', '--json']
    expect(await at.run('account', 'add', 'box', ...flags)).toBe(2)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'usage' } }])
    expect(at.out() + at.err()).toContain('secret.txt')
    expect(at.out() + at.err()).not.toContain(canary)
  })
})

describe('K1: token files', () => {
  test.each([
    ['not JSON', canary],
    ['of the wrong shape', JSON.stringify({ access_token: canary })],
    ['with a wrong type', JSON.stringify({ accessToken: 5, refreshToken: canary })],
    ['empty', ''],
  ])('%s: wrong usage, and not a word of it is repeated', async (_, text) => {
    const at = stage({}, { readText: async () => text })
    expect(await at.run('account', 'add', 'microsoft', '--token-file', 'tokens.json', '--json')).toBe(2)
    expect(at.jsonLines()).toMatchObject([{ error: { code: 'usage' } }])
    expect(at.out() + at.err()).not.toContain(canary)
  })

  test('one that cannot be read', async () => {
    const at = stage({}, { readText: () => Promise.reject(Object.assign(new Error('x'), { code: 'EACCES' })) })
    expect(await at.run('account', 'sign-in', 'work', '--token-file', 'tokens.json')).toBe(2)
    expect(at.err()).toContain('EACCES')
  })
})
