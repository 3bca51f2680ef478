import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sameVersion } from '../../src/main/engine/ports/source.ts'
import type { OpenSource, SourceRef } from '../../src/main/engine/ports/source.ts'
import { createSources } from '../../src/main/files/sources.ts'
import type { Result } from '../../src/shared/failure.ts'
import { SeededRandom } from '../fakes/random.ts'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../support/ordinary-user.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** The same suite over both ways to learn where a descriptor really is. */
const ways = process.platform === 'linux' ? [true, false] : [false]

interface Place {
  readonly root: string
  readonly outside: string
  readonly at: (name: string) => SourceRef
}

function place(): Place {
  const folder = temporaryFolder()
  const root = join(folder, 'data')
  const outside = join(folder, 'data-old')
  mkdirSync(root)
  mkdirSync(outside)
  return { root, outside, at: (name) => ({ root, path: join(root, name) }) }
}

async function codeOf(result: Promise<Result<unknown>>): Promise<string> {
  const settled = await result
  return settled.ok
    ? 'ok'
    : `${settled.failure.code}${settled.failure.facts['kind'] === undefined ? '' : ` ${settled.failure.facts['kind']}`}`
}

async function opened(result: Promise<Result<OpenSource>>): Promise<OpenSource> {
  const settled = await result
  if (!settled.ok) throw new Error(settled.failure.code)
  onTestFinished(() => settled.value.close())
  return settled.value
}

describe.each(ways)('sources, with /proc: %s', (procLinks) => {
  const sources = createSources({ procLinks })

  test('reads what is there, at any offset, and is short only at the end', async () => {
    const { root, at } = place()
    const content = new SeededRandom(7).bytes(300_000)
    writeFileSync(join(root, 'a.bin'), content)
    const source = await opened(sources.open(at('a.bin')))
    expect(source.fingerprint.size).toBe(300_000)
    const into = new Uint8Array(100_000)
    expect(await source.read(into, 150_001)).toBe(100_000)
    expect(Buffer.compare(into, content.subarray(150_001, 250_001))).toBe(0)
    expect(await source.read(into, 250_000)).toBe(50_000)
    expect(await source.read(into, 300_000)).toBe(0)
    expect(await source.read(into, 400_000)).toBe(0)
    await source.close()
    await source.close()
  })

  test.each<[string, (path: string) => void | Promise<void>]>([
    ['fault-F01 appended', (path) => appendFile(path, 'more')],
    ['fault-F02 truncated', (path) => truncateSync(path, 3)],
    [
      'fault-F03 replaced by rename',
      (path) => {
        writeFileSync(`${path}.tmp`, 'other text')
        renameSync(`${path}.tmp`, path)
      },
    ],
    [
      'fault-F04 rewritten with its old time',
      async (path) => {
        const { mtime, atime } = await import('node:fs').then((fs) => fs.statSync(path))
        writeFileSync(path, 'OTHER TEXT')
        utimesSync(path, atime, mtime)
      },
    ],
    ['fault-F07 deleted', (path) => rmSync(path)],
  ])('G3: %s: the open descriptor says so', async (_, change) => {
    const { root, at } = place()
    const path = join(root, 'a.txt')
    writeFileSync(path, 'first text')
    // Coarse clocks tick every few ms: what happens within one tick looks like one moment.
    utimesSync(path, 1_700_000_000, 1_700_000_000)
    const source = await opened(sources.open(at('a.txt')))
    expect(sameVersion(await source.check(), source.fingerprint)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await change(path)
    expect(sameVersion(await source.check(), source.fingerprint)).toBe(false)
  })

  test('fault-F07 fault-F31 tells a missing file from a missing root', async () => {
    const { root, at } = place()
    mkdirSync(join(root, 'sub'))
    writeFileSync(join(root, 'file'), '')
    for (const [name, code] of [
      ['nothing', 'source-gone'],
      ['sub/nothing', 'source-gone'],
      ['no/such', 'folder-gone'],
      ['file/below', 'source-gone'],
    ] as const) {
      expect(await codeOf(sources.open(at(name))), name).toBe(code)
      expect(await codeOf(sources.inspect(at(name))), name).toBe(code)
    }
    renameSync(root, `${root}-away`)
    expect(await codeOf(sources.open(at('file')))).toBe('root-offline')
    expect(await codeOf(sources.inspect(at('file')))).toBe('root-offline')
    renameSync(`${root}-away`, root)
    expect(await codeOf(sources.inspect(at('file')))).toBe('ok')
  })

  test('G1: fault-F16 fault-F17 four pipes, a socket, a device and a folder block nothing', async () => {
    const { root, at } = place()
    const pipes = ['p1', 'p2', 'p3', 'p4']
    for (const name of pipes) execFileSync('mkfifo', [join(root, name)])
    for (const name of pipes) expect(await codeOf(sources.open(at(name)))).toBe('source-not-regular pipe')
    for (const name of pipes) expect(await codeOf(sources.inspect(at(name)))).toBe('source-not-regular pipe')
    await readFile(import.meta.filename)

    const server = createServer().listen(join(root, 'socket'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    expect(await codeOf(sources.open(at('socket')))).toBe('source-not-regular socket')
    mkdirSync(join(root, 'folder'))
    expect(await codeOf(sources.open(at('folder')))).toBe('source-not-regular folder')
    expect(await codeOf(sources.open({ root: '/dev', path: '/dev/null' }))).toBe('source-not-regular device')
  })

  test('G1: fault-F18 a file that says it is empty and is not', async () => {
    const { root, at } = place()
    writeFileSync(join(root, 'empty'), '')
    const source = await opened(sources.open(at('empty')))
    expect(source.fingerprint.size).toBe(0)
    if (process.platform !== 'linux') return
    const pseudo = { root: '/proc/self', path: '/proc/self/status' }
    expect(await codeOf(sources.open({ root: `/proc/${process.pid}`, path: `/proc/${process.pid}/status` }))).toBe(
      'source-not-regular file without an end',
    )
    expect((await codeOf(sources.open(pseudo))).startsWith('source-')).toBe(true)
  })

  test('G1: fault-F19 fault-F20 fault-F22 links are not followed, whichever part of the path they are', async () => {
    const { root, outside, at } = place()
    writeFileSync(join(outside, 'secret'), 'secret')
    writeFileSync(join(root, 'real'), 'real')
    symlinkSync(join(outside, 'secret'), join(root, 'link-out'))
    symlinkSync(join(root, 'real'), join(root, 'link-in'))
    symlinkSync('nowhere', join(root, 'dangling'))
    symlinkSync('loop', join(root, 'loop'))
    symlinkSync('real/below', join(root, 'through-file'))
    symlinkSync(outside, join(root, 'folder-out'))
    for (const look of [(ref: SourceRef) => sources.open(ref), (ref: SourceRef) => sources.inspect(ref)]) {
      expect(await codeOf(look(at('link-out')))).toBe('source-outside')
      expect(await codeOf(look(at('link-in')))).toBe('source-not-regular link')
      expect(await codeOf(look(at('dangling')))).toBe('source-not-regular link')
      expect(await codeOf(look(at('loop')))).toBe('source-not-regular link')
      expect(await codeOf(look(at('through-file')))).toBe('source-not-regular link')
      expect(await codeOf(look(at('folder-out/secret')))).toBe('source-outside')
      expect(await codeOf(look(at('../data-old/secret')))).toBe('source-outside')
    }
  })

  test('a root that is itself a link is as good as its target', async () => {
    const { root } = place()
    writeFileSync(join(root, 'a'), 'a')
    symlinkSync(root, `${root}-link`)
    expect(await codeOf(sources.inspect({ root: `${root}-link`, path: join(`${root}-link`, 'a') }))).toBe('ok')
    const source = await opened(sources.open({ root: `${root}-link`, path: join(`${root}-link`, 'a') }))
    expect(source.fingerprint.size).toBe(1)
  })

  test('fault-F28 holes are zeros, and the size is not the blocks', async () => {
    const { root, at } = place()
    writeFileSync(join(root, 'sparse'), 'x')
    truncateSync(join(root, 'sparse'), 5_000_000_000)
    const source = await opened(sources.open(at('sparse')))
    expect(source.fingerprint.size).toBe(5_000_000_000)
    const into = new Uint8Array(10).fill(9)
    expect(await source.read(into, 4_999_999_995)).toBe(5)
    expect([...into]).toEqual([0, 0, 0, 0, 0, 9, 9, 9, 9, 9])
  })

  test('fault-F36 odd times are only compared, never calculated with', async () => {
    const { root, at } = place()
    for (const [name, seconds] of [
      ['old', -86_400],
      ['new', 7_258_118_400],
    ] as const) {
      writeFileSync(join(root, name), '')
      utimesSync(join(root, name), new Date(seconds * 1_000), new Date(seconds * 1_000))
      const looked = await sources.inspect(at(name))
      expect(looked.ok && looked.value.mtimeNs).toBe(`${seconds}000000000`)
    }
  })
})

test('fault-F11 no right to read is denied, and says so by name', async ({ skip }) => {
  const why = whyNoOrdinaryUser()
  if (why !== null) skip(why)
  const { root } = place()
  writeFileSync(join(root, 'closed.txt'), 'x')
  chmodSync(join(root, 'closed.txt'), 0o000)
  mkdirSync(join(root, 'locked'))
  writeFileSync(join(root, 'locked', 'a'), 'x')
  chmodSync(join(root, 'locked'), 0o000)
  onTestFinished(() => chmodSync(join(root, 'locked'), 0o700))
  const script = `
    import { createSources } from ${JSON.stringify(join(import.meta.dirname, '../../src/main/files/sources.ts'))}
    const root = process.argv[1]
    const sources = createSources()
    for (const name of ['closed.txt', 'locked/a']) console.log(JSON.stringify(await sources.open({ root, path: root + '/' + name })))
    console.log(JSON.stringify(await sources.inspect({ root: root + '/locked', path: root + '/locked/a' })))`
  const ended = await runAsOrdinaryUser(process.execPath, ['--input-type=module', '-e', script, root])
  expect(ended.stderr).toBe('')
  expect(
    ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).failure),
  ).toEqual([
    { code: 'source-denied', facts: { name: 'closed.txt' } },
    { code: 'source-denied', facts: { name: 'a' } },
    { code: 'source-denied', facts: { name: 'a' } },
  ])
})

test('fault-F15 no more descriptors is a state of this computer, not of the file', async ({ skip }) => {
  if (process.platform !== 'linux') skip('needs prlimit')
  const { root } = place()
  writeFileSync(join(root, 'a'), 'x')
  const script = `
    import { openSync } from 'node:fs'
    import { createSources } from ${JSON.stringify(join(import.meta.dirname, '../../src/main/files/sources.ts'))}
    const ref = { root: process.argv[1], path: process.argv[1] + '/a' }
    const sources = createSources()
    await sources.open(ref).then((source) => source.value.close())
    try { for (;;) openSync(ref.path) } catch {}
    console.log(JSON.stringify(await sources.open(ref)))`
  const node = [process.execPath, '--input-type=module', '-e', script, root]
  const ended = await runAsOrdinaryUser('prlimit', ['--nofile=64', ...node])
  expect(ended.stderr).toBe('')
  expect(JSON.parse(ended.stdout)).toEqual({ ok: false, failure: { code: 'too-many-open-files', facts: {} } })
})

test('fault-F27 a size that no number holds is refused with both sizes', async ({ skip }) => {
  const { at, root } = place()
  try {
    execFileSync('truncate', ['-s', '9007199254740993', '/dev/shm/longshore-too-large'], { stdio: 'ignore' })
  } catch {
    skip('needs a file system that holds 2^53 bytes (tmpfs)')
  }
  onTestFinished(() => rmSync('/dev/shm/longshore-too-large', { force: true }))
  const result = await createSources().open({ root: '/dev/shm', path: '/dev/shm/longshore-too-large' })
  expect(result).toMatchObject({
    ok: false,
    failure: { code: 'too-large', facts: { size: '9007199254740993', limit: '9007199254740991' } },
  })
  expect(await codeOf(createSources().open(at('nothing')))).toBe('source-gone')
  expect(root).not.toBe('')
})

test('fault-F13 an unreadable sector tells its offset', async ({ skip }) => {
  if (process.platform !== 'linux') skip('needs strace')
  const { root } = place()
  const path = join(root, 'bad')
  writeFileSync(path, new SeededRandom(3).bytes(8_192))
  const script = `
    import { createSources } from ${JSON.stringify(join(import.meta.dirname, '../../src/main/files/sources.ts'))}
    const source = (await createSources().open({ root: process.argv[1], path: process.argv[1] + '/bad' })).value
    await source.read(new Uint8Array(4096), 4096).then(console.log, (error) => console.log(JSON.stringify(error.failure)))`
  const inject = ['-f', '-qqq', '-o', '/dev/null', '-P', path, '-e', 'trace=pread64', '-e', 'inject=pread64:error=EIO']
  try {
    execFileSync('strace', ['-qqq', '-o', '/dev/null', 'true'])
  } catch {
    skip('needs strace')
  }
  const out = execFileSync('strace', [...inject, process.execPath, '--input-type=module', '-e', script, root], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, UV_USE_IO_URING: '0' },
  })
  expect(JSON.parse(out.toString())).toEqual({
    code: 'source-read-error',
    facts: { name: 'bad', offset: '4096', detail: 'EIO' },
  })
})
