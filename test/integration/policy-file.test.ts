/** The policy file as a real file: who may have written it, and that nothing starts where it can't be believed. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { openOwner } from '../../src/main/owner.ts'
import type { PolicyPlace } from '../../src/main/policy/places.ts'
import { readPolicies } from '../../src/main/policy/read.ts'
import type { Failure, Result } from '../../src/shared/failure.ts'
import { valueOf } from '../support/owner-bench.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const isPosix = process.platform !== 'win32'
const isRoot = process.getuid?.() === 0
const good = '{"version": 1, "webUi": false}'

function written(text: string | Buffer, mode = 0o644): string {
  const folder = join(temporaryFolder(), 'longshore')
  mkdirSync(folder, { mode: 0o755 })
  const path = join(folder, 'policy.json')
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

function read(path: string, writtenBy: PolicyPlace['writtenBy'] = 'anyone'): Promise<Result<readonly object[]>> {
  return readPolicies([{ path, writtenBy, mustExist: writtenBy === 'anyone' }])
}

async function refusal(path: string, writtenBy: PolicyPlace['writtenBy'] = 'anyone'): Promise<string> {
  const found = await read(path, writtenBy)
  if (found.ok) throw new Error('it was taken')
  expect(found.failure).toMatchObject({ code: 'policy-invalid', facts: { path } })
  return found.failure.facts['detail'] ?? ''
}

describe('a file that is there', () => {
  it('fault-D15 is read, also with the mark that editors of Windows make', async () => {
    expect(await read(written(good))).toEqual({ ok: true, value: [{ version: 1, webUi: false }] })
    expect(await read(written(`\u{feff}${good}`))).toMatchObject({ ok: true })
  })

  it.each([
    ['nothing in it', ''],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['noise', pseudoRandom(5_000, 3)],
    ['more than a mebibyte', ' '.repeat(1_100_000)],
  ])('fault-D15 and is no policy keeps everything from starting: %s', async (_, content) => {
    expect(await refusal(written(content))).not.toBe('')
  })

  it.skipIf(!isPosix)(
    'that others can write is refused, and so is a folder, a pipe, a link that leads nowhere',
    async () => {
      expect(await refusal(written(good, 0o664))).toContain('others can write it')
      expect(await refusal(written(good, 0o646))).toContain('others can write it')
      const folder = temporaryFolder()
      expect(await refusal(folder)).toContain('not a regular file')
      const pipe = join(folder, 'pipe')
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
      expect(await refusal(pipe)).toContain('not a regular file')
      const link = join(folder, 'link')
      symlinkSync(join(folder, 'nowhere'), link)
      expect(await refusal(link, 'administrator')).toContain('ENOENT')
    },
  )
})

describe('a file that is not there', () => {
  it('is no policy where nobody counts on it, and refused where somebody named it', async () => {
    const path = join(temporaryFolder(), 'policy.json')
    expect(await read(path, 'administrator')).toEqual({ ok: true, value: [] })
    expect(await refusal(path)).toContain('ENOENT')
  })
})

describe('the machine’s file', () => {
  it.skipIf(!isPosix)('of somebody who is not root is refused', async () => {
    const path = written(good)
    if (isRoot) chownSync(path, 12_345, 12_345)
    expect(await refusal(path, 'administrator')).toContain('does not decide for this computer')
  })

  // Only root can make a file of root's.
  it.skipIf(!isRoot)('of root is taken, unless others can put another one there', async () => {
    const path = written(good)
    expect(await read(path, 'administrator')).toMatchObject({ ok: true, value: [{ webUi: false }] })
    chmodSync(join(path, '..'), 0o777)
    expect(await refusal(path, 'administrator')).toContain('its folder')
    chmodSync(join(path, '..'), 0o755)
    chownSync(join(path, '..'), 12_345, 12_345)
    expect(await refusal(path, 'administrator')).toContain('its folder')
  })
})

const entry = fileURLToPath(new URL('../../src/main/cli.ts', import.meta.url))

interface Said {
  readonly code: number | null
  readonly error: Partial<Failure> & { readonly message?: string; readonly nextStep?: string }
  readonly dataDir: string
}

async function command(policy: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Said> {
  const dataDir = temporaryFolder()
  const env = { ...process.env, ...more, LONGSHORE_DATA_DIR: dataDir, LONGSHORE_POLICY_FILE: policy }
  const child = spawn(process.execPath, [entry, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as { error?: Said['error'] }
  return { code, error: last.error ?? {}, dataDir }
}

describe('commands under a policy', () => {
  it.each([['list'], ['daemon'], ['upload', entry, '--to', 'onedrive:/']])(
    'don’t start where it is broken, and say where: %s',
    async (...args) => {
      const path = written('{\n  "version": 1,\n  "destination": []\n}')
      const { code, error, dataDir } = await command(path, args)
      expect({ code, error }).toMatchObject({ code: 2, error: { code: 'policy-invalid' } })
      expect(error.message).toBe(`The policy file ${path} cannot be used (line 3, destination: there is no such key).`)
      expect(error.nextStep).toContain('does not start without it')
      expect(readdirSync(dataDir)).toEqual([])
    },
  )

  it('end with 2 where it forbids what they are to do', async () => {
    const path = written('{"version": 1, "accounts.kinds": ["microsoft"], "settings": {"transfers.large": 2}}')
    expect(await command(path, ['account', 'add', 'practice'])).toMatchObject({
      code: 2,
      error: { code: 'not-allowed-here' },
    })
    expect(await command(path, ['settings', 'set', 'transfers.large', '3'])).toMatchObject({
      code: 2,
      error: { code: 'setting-locked' },
    })
  })

  it('policy `settings`: hold against the environment too', async () => {
    const elsewhere = { LONGSHORE_CA_FILE: '/nowhere/ca.pem' }
    const free = written('{"version": 1}')
    const locked = written('{"version": 1, "settings": {"network.caFile": null}}')
    expect(await command(free, ['status'], elsewhere)).toMatchObject({ code: 2, error: { code: 'usage' } })
    expect(await command(locked, ['status'], elsewhere)).toMatchObject({ code: 0 })
  })
})

test('policy `webUi`: the daemon runs without it, and says why', async () => {
  const page = temporaryFolder()
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Longshore</title>')
  const policies: PolicyPlace[] = [{ path: written(good), writtenBy: 'anyone', mustExist: true }]
  const options = {
    dataDir: temporaryFolder(),
    kind: 'daemon',
    runEngine: true,
    version: '0',
    web: { port: 0 },
  } as const
  const owner = valueOf(await openOwner(options, { page, policies }))
  onTestFinished(() => owner.close())
  expect(owner.url).toBe(null)
  expect(owner.note).toContain('administrator')
  expect(await owner.client.engine.openLink({})).toMatchObject({ failure: { code: 'web-ui-closed' } })
  expect(valueOf(await owner.client.engine.status({})).url).toBe(null)
})

test('policy `accounts.kinds`: a first run goes without the practice cloud', async () => {
  const path = written('{"version": 1, "accounts.kinds": ["microsoft"]}')
  const policies: PolicyPlace[] = [{ path, writtenBy: 'anyone', mustExist: true }]
  const options = { dataDir: join(temporaryFolder(), 'data'), kind: 'daemon', runEngine: true, version: '0' } as const
  const owner = valueOf(await openOwner({ ...options, firstRun: true }, { policies }))
  onTestFinished(() => owner.close())
  expect(owner.dropFolder).toBe(null)
  expect(valueOf(await owner.client.accounts.list({}))).toEqual([])
})
