import { expect, test } from 'vitest'
import { FailureError, type FailureView, failure, ok, viewOf } from '../../../src/shared/failure.ts'
import type { PreflightReport } from '../../../src/shared/preflight.ts'
import { stage } from '../../fakes/staged-world.ts'

const clear: PreflightReport = {
  isComplete: true,
  account: 'work',
  destination: 'onedrive:/In',
  found: { files: 2, bytes: 2_048 },
  going: { files: 2, bytes: 2_048 },
  flattened: 0,
  renamed: { count: 0, examples: [] },
  leftOut: 0,
  problems: [],
  unasked: null,
}
const refused: PreflightReport = {
  ...clear,
  going: { files: 1, bytes: 48 },
  problems: [
    {
      code: 'name-not-allowed',
      effect: 'refused',
      count: 7,
      fixable: 7,
      message: 'onedrive:/In does not allow the name a?: ? is not allowed in a name.',
      nextStep: 'Upload them under allowed names with `--fix-names`, or leave them out with `--leave-out-refused`.',
      fixes: ['names', 'leave-out'],
      examples: [{ path: '/here/a?\u001b[2J', name: 'a?', allowed: 'a-' }],
    },
  ],
}

/** An engine that looks ahead like this, and notes what is enqueued; asked for the fixes, it says why it couldn't be. */
function staged(report: PreflightReport | FailureError, unasked?: FailureView) {
  const asked: { name: string; input: object }[] = []
  const stand = stage({
    queue: {
      async *preflight(input) {
        asked.push({ name: 'preflight', input })
        if (report instanceof FailureError) throw report
        yield { ...report, isComplete: false }
        yield report
      },
      enqueue: async (input) => {
        asked.push({ name: 'enqueue', input })
        return ok({ batch: 'b', queued: 1, already: 0, leftOut: 1, ...(unasked && { unasked }) })
      },
      page: async () => ok({ transfers: [], cursor: null }),
    },
  })
  return { stand, asked, names: () => asked.map(({ name }) => name) }
}

test('--check says that nothing stands in the way, and sends nothing', async () => {
  const { stand, names } = staged(clear)
  expect(await stand.run('upload', 'a', 'b', '--to', 'onedrive:/In', '--check')).toBe(0)
  expect(stand.out()).toBe('2 files, 2.0 kB, to onedrive:/In with work.\nNothing stands in the way.\n')
  expect(names()).toEqual(['preflight'])
})

test('--check says what does, with what helps, and ends with 1', async () => {
  const { stand } = staged(refused)
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In', '--check')).toBe(1)
  expect(stand.out().split('\n')).toEqual([
    '2 files, 2.0 kB, to onedrive:/In with work; one file, 48 B would be sent.',
    '7 files would be refused (name-not-allowed): onedrive:/In does not allow the name a?: ? is not allowed in a name.',
    '  /here/a?\\x1b[2J  (allowed: a-)',
    '  and 6 more',
    '  Upload them under allowed names with `--fix-names`, or leave them out with `--leave-out-refused`.',
    '',
  ])
})

test('--check --json is one object', async () => {
  const { stand } = staged(refused)
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In', '--check', '--json')).toBe(1)
  expect(stand.jsonLines()).toEqual([{ event: 'preflight', ...refused }])
  expect(stand.out()).not.toContain('\u001b')
})

test('what only may happen is no reason to end with 1; what could not be asked is', async () => {
  const [problem] = refused.problems
  const maybe = { ...clear, problems: problem === undefined ? [] : [{ ...problem, effect: 'maybe' as const }] }
  expect(await staged(maybe).stand.run('upload', 'a', '--to', 'onedrive:/In', '--check')).toBe(0)
  const { code, message, nextStep } = { code: 'offline', message: 'It cannot be reached.', nextStep: '' }
  const unasked = staged({ ...clear, unasked: { code, message, nextStep, retryAt: null } })
  expect(await unasked.stand.run('upload', 'a', '--to', 'onedrive:/In', '--check')).toBe(1)
  expect(unasked.stand.out()).toContain('The destination could not be asked: It cannot be reached.')
})

test('wrong paths and accounts end --check as they end an upload', async () => {
  const { stand } = staged(new FailureError(failure('path-missing', { path: '/here/a' })))
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In', '--check', '--json')).toBe(2)
  expect(stand.jsonLines()).toMatchObject([{ error: { code: 'path-missing' } }])
})

test('an upload warns people before it enqueues, and enqueues all the same', async () => {
  const { stand, names } = staged(refused)
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In')).toBe(0)
  expect(names()).toEqual(['preflight', 'enqueue'])
  expect(stand.err()).toContain('7 files would be refused (name-not-allowed)')
  expect(stand.out()).toContain('Queued one file; one file left out.')
})

test('scripts get what they always got: nothing is looked at, and nothing is added to stdout', async () => {
  const { stand, names } = staged(refused)
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In', '--json')).toBe(0)
  expect(names()).toEqual(['enqueue'])
  expect(stand.jsonLines()).toMatchObject([{ event: 'summary' }])
})

test('an engine that cannot look ahead keeps nobody from uploading', async () => {
  const { stand, names } = staged(new FailureError(failure('offline', { host: 'h', detail: 'd' })))
  expect(await stand.run('upload', 'a', '--to', 'onedrive:/In')).toBe(0)
  expect(names()).toEqual(['preflight', 'enqueue'])
})

test.each([[[]], [['--json']]])(
  'fixes that could not be asked for are told, and the upload goes on (%j)',
  async (flags) => {
    const offline = viewOf(failure('offline', { host: 'h.example', detail: 'd' }), null)
    const { stand } = staged(clear, offline)
    expect(await stand.run('upload', 'a', '--to', 'onedrive:/In', '--fix-names', ...flags)).toBe(0)
    expect(stand.err()).toContain('may still refuse files: h.example cannot be reached (d).')
    expect(stand.out()).not.toContain('h.example')
  },
)

test('the fixes are options', async () => {
  const { stand, asked } = staged(clear)
  await stand.run('upload', 'a', '--to', 'onedrive:/In', '--fix-names', '--leave-out-refused')
  const leaveOut = ['name-not-allowed', 'path-too-long', 'too-large', 'empty-file', 'type-not-supported']
  expect(asked.map(({ input }) => input)).toMatchObject([
    { fixes: { names: true, leaveOut } },
    { fixes: { names: true, leaveOut } },
  ])
})

test.each([
  [0.4, 'All of it needs less than a minute at the recent speed.'],
  [70, 'All of it needs about a minute at the recent speed.'],
  [1_500, 'All of it needs about 25 minutes at the recent speed.'],
])('how long %d seconds are', async (seconds, line) => {
  const { stand } = staged({ ...clear, expected: { bytesPerSecond: 1_000, seconds } })
  await stand.run('upload', 'a', '--to', 'onedrive:/In', '--check')
  expect(stand.out().split('\n')).toContain(line)
})
