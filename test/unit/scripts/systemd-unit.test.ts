/** The unit for machines without anybody at them: its words are systemd's, its commands and exit statuses are ours. */

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { isForCommandLine } from '../../../src/main/cli/command-names.ts'
import { exitCode, exitCodeOfFailure } from '../../../src/main/cli/exit-code.ts'
import { root } from '../../../scripts/support/paths.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const path = join(root, 'assets/linux/longshore.service')
const unit = readFileSync(path, 'utf8')
const page = readFileSync(join(root, 'docs/unattended.md'), 'utf8')

function valuesOf(key: string, text = unit): string[] {
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)
}

/** What systemd has against it; '' where that is nothing. */
function against(text: string): string {
  const folder = temporaryFolder()
  const copy = join(folder, 'longshore.service')
  mkdirSync(join(folder, 'runtime'), { mode: 0o700 })
  // It looks whether the program is there; here it is the checkout's.
  writeFileSync(copy, text.replace('/usr/bin/longshore', join(root, 'bin/longshore')))
  const env = { ...process.env, XDG_RUNTIME_DIR: join(folder, 'runtime') }
  const { stdout, stderr, status } = spawnSync('systemd-analyze', ['--user', '--man=no', 'verify', copy], {
    env,
    encoding: 'utf8',
  })
  return `${stdout}${stderr}${status === 0 ? '' : ` (status ${status})`}`.trim()
}

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

describe.skipIf(!hasSystemd)('systemd (needs systemd-analyze)', () => {
  it('has nothing against it', () => {
    expect(against(unit)).toBe('')
  })
  it.each([
    ['a word that it doesn’t know', 'RestartSec=', 'RestartSecs='],
    ['a value that is none', 'LockPersonality=yes', 'LockPersonality=maybe'],
    ['a program that is not there', '/usr/bin/longshore', '/usr/bin/longshore-of-nobody'],
  ])('would say so: %s', (_, from, to) => {
    expect(unit).toContain(from)
    expect(against(unit.replace(from, to))).not.toBe('')
  })
})

test('what it starts is a command of ours, in the package and in the checkout', () => {
  const started = [...valuesOf('ExecStart'), ...valuesOf('ExecStart', page).filter((line) => line !== '')]
  expect(started).toHaveLength(2)
  for (const line of started) {
    const [, ...args] = line.split(' ')
    expect(isForCommandLine(args)).toBe(true)
    const ours = args.filter((arg) => !arg.startsWith('--ozone-platform='))
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'src/main/cli.ts'), ...ours, '--help'], {
      encoding: 'utf8',
    })
    expect({ status, isDaemon: stdout.includes('longshore daemon') }).toEqual({ status: 0, isDaemon: true })
  }
})

test('it is started again where that can help, and nowhere else', () => {
  expect(valuesOf('Restart')).toEqual(['on-failure'])
  // Nobody is there to start what systemd gave up.
  expect(valuesOf('StartLimitIntervalSec')).toEqual(['0'])
  const never = valuesOf('RestartPreventExitStatus').flatMap((line) => line.split(' ').map(Number))
  const fine = [0, ...valuesOf('SuccessExitStatus').flatMap((line) => line.split(' ').map(Number))]
  expect(never).toEqual([exitCode.usage, exitCode.account])
  expect(fine).toEqual([exitCode.fine, exitCode.interrupted])
  const isLeft = (code: Parameters<typeof exitCodeOfFailure>[0]) => never.includes(exitCodeOfFailure(code))
  expect((['policy-invalid', 'usage', 'secrets-locked'] as const).map(isLeft)).toEqual([true, true, true])
  expect((['store-failed', 'engine-unreachable', 'disk-full-here', 'bug'] as const).map(isLeft)).toEqual([
    false,
    false,
    false,
    false,
  ])
  // The page has a row for every status that there is.
  const rows = [...page.matchAll(/^\| ([\d, ]+)(?:, a crash)? \|/gm)].flatMap(([, list = '']) =>
    list.split(', ').map(Number),
  )
  expect(rows.toSorted((a, b) => a - b)).toEqual(Object.values(exitCode).toSorted((a, b) => a - b))
})

test('where it may write is where its data is, and its key is what docs/secrets.md says', () => {
  const [dataDir] = valuesOf('Environment').map((line) => line.replace('LONGSHORE_DATA_DIR=', ''))
  expect(valuesOf('ReadWritePaths')).toEqual([`${dataDir} %t`])
  expect(valuesOf('AssertPathIsDirectory')).toEqual([dataDir])
  expect(page).toContain('LONGSHORE_PASSPHRASE_FILE=%d/passphrase')
  expect(readFileSync(join(root, 'docs/secrets.md'), 'utf8')).toContain('LONGSHORE_PASSPHRASE_FILE')
})

test('it is hardened as far as that can be said for every machine', () => {
  const wanted = { NoNewPrivileges: 'yes', ProtectSystem: 'strict', UMask: '0077', PrivateTmp: 'yes' }
  for (const [key, value] of Object.entries(wanted)) expect(valuesOf(key), key).toEqual([value])
  // V8 writes the code that it runs.
  expect(valuesOf('MemoryDenyWriteExecute')).toEqual([])
})

test('packages bring it', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  expect(config).toContain('assets/linux/longshore.service=/usr/lib/systemd/user/longshore.service')
  expect(config).toContain('to: systemd/longshore.service')
})
