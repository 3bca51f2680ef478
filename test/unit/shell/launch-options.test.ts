import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { launchOptions, ownArguments } from '../../../src/main/shell/launch-options.ts'

const cwd = resolve('/here')
const inHere = (path: string): string => resolve(cwd, path)
const nothing = { dataDir: null, isFirstRun: false, isHidden: false, paths: [] }

test.each<[string, readonly string[], object]>([
  ['nothing', [], {}],
  ['an empty argument is not the folder that we are in', ['', ''], {}],
  ['paths, relative ones too', ['a.bin', '../b', '/c'], { paths: ['a.bin', '../b', '/c'].map(inHere) }],
  ['our switches', ['--first-run', '--hidden'], { isFirstRun: true, isHidden: true }],
  ['a data folder', ['--data-dir', 'd', 'a'], { dataDir: inHere('d'), paths: [inHere('a')] }],
  ['a data folder, in one', ['--data-dir=d'], { dataDir: inHere('d') }],
  ['a data folder that is not named', ['--data-dir'], {}],
  ['a data folder without a name', ['--data-dir='], {}],
  ['the last data folder counts', ['--data-dir=c', '--data-dir', 'd'], { dataDir: inHere('d') }],
  [
    'switches of the runtime, in front and behind',
    ['--no-sandbox', '--inspect=9229', '-psn_0_12345', '--original-process-start-time=1', 'a', '--enable-features=X'],
    { paths: [inHere('a')] },
  ],
  ['switches that only begin like ours', ['--hidden-window', '--first-runs', '--data-dirs=x', '-hidden'], {}],
  [
    'after -- everything is a path, but an empty one',
    ['--', '--hidden', '', '-a', '--data-dir=x', '--'],
    { paths: ['--hidden', '-a', '--data-dir=x', '--'].map(inHere) },
  ],
  ['strange names', ['%2e%2e', 'file:///x', '~', 'a\nb'], { paths: ['%2e%2e', 'file:///x', '~', 'a\nb'].map(inHere) }],
])('Q7: fault-H12 %s', (_, args, expected) => {
  expect(launchOptions(args, cwd, {})).toEqual({ ...nothing, ...expected })
})

test('a data folder of the environment, unless the start names another one', () => {
  const env = { LONGSHORE_DATA_DIR: 'from-env' }
  expect(launchOptions([], cwd, env).dataDir).toBe(inHere('from-env'))
  expect(launchOptions(['--data-dir=d'], cwd, env).dataDir).toBe(inHere('d'))
  expect(launchOptions(['--data-dir'], cwd, env).dataDir).toBe(inHere('from-env'))
  expect(launchOptions([], cwd, { LONGSHORE_DATA_DIR: '' }).dataDir).toBeNull()
})

test('Q7: 100,000 files: as many as the contract takes at a time', () => {
  const { paths } = launchOptions(
    Array.from({ length: 100_000 }, (_, at) => `f${at}`),
    cwd,
    {},
  )
  expect([paths.length, paths.at(-1)]).toEqual([10_000, inHere('f9999')])
})

test.each<[string, readonly string[], boolean, readonly string[]]>([
  ['a program', ['longshore', '--hidden', 'a'], false, ['--hidden', 'a']],
  ['a program without arguments', ['longshore'], false, []],
  ['in development', ['electron', '.', '--hidden', 'a'], true, ['--hidden', 'a']],
  ['in development, with switches of the runtime', ['electron', '--inspect', '.', 'a', 'b'], true, ['a', 'b']],
  ['in development, without a script', ['electron', '--version'], true, ['--version']],
])('whose arguments they are: %s', (_, argv, isDevelopment, expected) => {
  expect(ownArguments(argv, isDevelopment)).toEqual(expected)
})
