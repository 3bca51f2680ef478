import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isGoodNode } from '../../../bin/launch.cjs'
import { isInstalled } from '../../../scripts/install.cjs'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** A checkout with nothing in it but the launcher and a program: `installed` says whether npm was there. */
function checkout(program: string, { installed }: { installed: boolean }): string {
  const folder = temporaryFolder()
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  mkdirSync(join(folder, 'src', 'main'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'src', 'main', 'cli.ts'), program)
  if (installed) {
    mkdirSync(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}')
  }
  return join(folder, 'bin', 'longshore')
}

function runIn(program: string, args: readonly string[], installed = true) {
  return spawnSync(process.execPath, [checkout(program, { installed }), ...args], { encoding: 'utf8' })
}

/** Runs `become` around a program, waits until that speaks, sends the signal, and tells how both ended. */
function signalled(program: string, signal: NodeJS.Signals): Promise<{ code: number | null; said: string }> {
  const launch = JSON.stringify(join(root, 'bin', 'launch.cjs'))
  const outer = `require(${launch}).become(process.execPath, ['-e', process.argv[1]], process.env)`
  const child = spawn(process.execPath, ['-e', outer, program], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (part: Buffer) => {
    if (said === '') child.kill(signal)
    said += part.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // `close` comes when the last holder of the pipe is gone, so a child that outlived its launcher would hang this.
    child.on('close', (code) => resolve({ code, said }))
  })
}

describe('bin/longshore', () => {
  test('runs the source with its arguments, and keeps stderr clean', () => {
    const program = 'const args: string[] = process.argv.slice(2)\nconsole.log(JSON.stringify(args))'
    expect(runIn(program, ['a b', '--c'])).toMatchObject({ status: 0, stdout: '["a b","--c"]\n', stderr: '' })
  })

  test('ends with the exit code of the program', () => {
    expect(runIn('process.exitCode = 3', []).status).toBe(3)
  })

  test('says what to do where nothing is installed', () => {
    const ended = runIn('', [], false)
    expect(ended.status).toBe(4)
    expect(ended.stderr).toMatch(/run npm ci \(or npm start\) first/)
  })

  test('says the same where one package is missing', () => {
    const ended = runIn("import 'a-package-that-is-not-there'", [])
    expect(ended.status).toBe(4)
    expect(ended.stderr).toMatch(/run npm ci \(or npm start\) first/)
    expect(ended.stderr).toContain('a-package-that-is-not-there')
  })

  test('shows what broke a program that can not start', () => {
    const ended = runIn("throw new Error('no luck')", [])
    expect(ended.status).toBe(4)
    expect(ended.stderr).toContain('Error: no luck')
  })
})

describe('a process between', () => {
  const forever = 'setInterval(() => {}, 1000);'
  const deadByTerm = 128 + constants.signals.SIGTERM

  test('hands a signal on, and ends with the code of the program', async () => {
    const program = `process.on('SIGTERM', () => { console.log('bye'); process.exit(7) }); ${forever} console.log('ready')`
    expect(await signalled(program, 'SIGTERM')).toEqual({ code: 7, said: 'ready\nbye\n' })
  })

  test('ends with 128 + n where the signal killed the program', async () => {
    expect(await signalled(`${forever} console.log('ready')`, 'SIGTERM')).toMatchObject({ code: deadByTerm })
  })

  test('takes the program along when it is killed itself', async () => {
    const tied = `require(${JSON.stringify(join(root, 'bin', 'launch.cjs'))}).dieWithLauncher();`
    expect(await signalled(`${tied} ${forever} console.log('ready')`, 'SIGKILL')).toMatchObject({ code: null })
  })
})

test.each([
  ['18.0.0', false],
  ['20.20.2', false],
  ['22.21.9', false],
  ['22.22.0', true],
  ['24.0.0', true],
])('Node %s is new enough: %s', (version, isGood) => {
  expect(isGoodNode(version)).toBe(isGood)
})

describe('an install is complete', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  }

  function folderWith(found: object | null, present: readonly string[]): string {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    for (const at of present) mkdirSync(join(folder, at), { recursive: true })
    if (found) writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: found }))
    return folder
  }

  const a = { 'node_modules/a': wanted['node_modules/a'] }
  test.each([
    ['with all that is needed', a, ['node_modules/a'], true],
    ['not before npm came to its end', null, ['node_modules/a'], false],
    ['not with another version', { 'node_modules/a': { version: '0.9.0', integrity: 'x' } }, ['node_modules/a'], false],
    ['not with a package gone', a, ['node_modules'], false],
    ['not with one too few', {}, ['node_modules/a'], false],
  ])('%s', (_, found, present, isComplete) => {
    expect(isInstalled(folderWith(found, present))).toBe(isComplete)
  })
})
