import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect as connectTo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { dialPrivately } from '../../src/main/client/private-socket.ts'
import { addressesToDial, addressToListen } from '../../src/main/private-address.ts'
import { listenPrivately } from '../../src/main/server/private-socket.ts'
import { ok } from '../../src/shared/failure.ts'
import { query } from '../../src/shared/rpc-contract.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { serve } from '../../src/shared/rpc-serve.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { unreached } from '../support/unreached.ts'

const tiny = { talk: { hello: query({ in: z.strictObject({ text: z.string() }), out: z.string() }) } }
const isPosix = process.platform !== 'win32'
const isRoot = process.geteuid?.() === 0
const uid = process.geteuid?.() ?? 0
const nobody = 65_534

const accept = (transport: Transport) =>
  serve(tiny, { talk: { hello: ({ text }) => Promise.resolve(ok(text)) } }, transport)

let tmp = ''
let dataDir = ''

beforeEach(() => {
  tmp = mkdtempSync(join(tmpdir(), 'ls-'))
  dataDir = join(tmp, 'data')
  mkdirSync(dataDir)
  onTestFinished(() => rmSync(tmp, { recursive: true, force: true }))
})

/** Surroundings whose runtime folder, if any, is below our own temporary folder. */
function around(runtime: string | null) {
  const env = runtime === null ? {} : { XDG_RUNTIME_DIR: runtime }
  // Not 'linux', so that the machine's own /run/user doesn't play along.
  return { env, platform: 'freebsd' as const, tmp, uid }
}

function modeOf(path: string): string {
  return (lstatSync(path).mode & 0o777).toString(8)
}

async function listenAt(path: string): Promise<void> {
  const socket = await listenPrivately(path, accept)
  onTestFinished(() => socket.close())
}

async function hello(path: string): Promise<unknown> {
  const found = await dialPrivately(path)
  if (!found.ok) return found.failure.code
  if (found.value === null) return 'nobody'
  const said = await connect(tiny, found.value).talk.hello({ text: 'ahoy' })
  found.value.close()
  return said
}

describe.runIf(isPosix)('L1: where the private socket is', () => {
  test('in the runtime folder, where that is ours alone', async () => {
    const runtime = join(tmp, 'run')
    mkdirSync(runtime, { mode: 0o700 })
    const path = await addressToListen(dataDir, around(runtime))
    expect(path).toMatch(/\/run\/longshore-[0-9a-f]{24}\.sock$/)
    expect((await addressesToDial(dataDir, around(runtime)))[0]).toBe(path)
  })

  test('in a closed folder of our own, where the runtime folder is open to others or missing', async () => {
    const runtime = join(tmp, 'run')
    mkdirSync(runtime)
    chmodSync(runtime, 0o755)
    for (const surroundings of [around(runtime), around(null), around(join(tmp, 'not-there')), around('relative')]) {
      const path = await addressToListen(dataDir, surroundings)
      expect(path.startsWith(join(tmp, `longshore-${uid}`))).toBe(true)
      expect(modeOf(join(tmp, `longshore-${uid}`))).toBe('700')
    }
  })

  test('a client finds it though it was told of no runtime folder, or of another', async () => {
    const path = await addressToListen(dataDir, around(null))
    const runtime = join(tmp, 'run')
    mkdirSync(runtime, { mode: 0o700 })
    expect(await addressesToDial(dataDir, around(runtime))).toContain(path)
  })

  test('one data folder has one address, by whichever path it is reached', async () => {
    symlinkSync(dataDir, join(tmp, 'link'))
    const other = join(tmp, 'other')
    mkdirSync(other)
    const path = await addressToListen(dataDir, around(null))
    expect(await addressToListen(join(tmp, 'link'), around(null))).toBe(path)
    expect(await addressToListen(other, around(null))).not.toBe(path)
  })

  test('its path fits into a socket address, however long the folders are', async () => {
    const long = join(dataDir, ...Array.from({ length: 8 }, () => 'd'.repeat(200)))
    mkdirSync(long, { recursive: true })
    const path = await addressToListen(long, { ...around(null), tmp: join(tmp, 't'.repeat(90)) })
    onTestFinished(() => rmSync(path, { force: true }))
    expect(Buffer.byteLength(path)).toBeLessThan(104)
  })

  test('a folder of our own that was left open is closed again', async () => {
    mkdirSync(join(tmp, `longshore-${uid}`))
    chmodSync(join(tmp, `longshore-${uid}`), 0o777)
    await addressToListen(dataDir, around(null))
    expect(modeOf(join(tmp, `longshore-${uid}`))).toBe('700')
  })

  test('a link in the place of our folder is refused, on both sides', async () => {
    mkdirSync(join(tmp, 'elsewhere'), { mode: 0o700 })
    symlinkSync(join(tmp, 'elsewhere'), join(tmp, `longshore-${uid}`))
    await expect(addressToListen(dataDir, around(null))).rejects.toMatchObject({
      failure: { code: 'engine-unreachable' },
    })
    expect((await addressesToDial(dataDir, around(null))).filter((path) => path.startsWith(tmp))).toEqual([])
  })

  test.runIf(isRoot)("somebody else's folder is refused, on both sides", async () => {
    mkdirSync(join(tmp, `longshore-${uid}`), { mode: 0o700 })
    chownSync(join(tmp, `longshore-${uid}`), nobody, nobody)
    await expect(addressToListen(dataDir, around(null))).rejects.toMatchObject({
      failure: { code: 'engine-unreachable' },
    })
    expect((await addressesToDial(dataDir, around(null))).filter((path) => path.startsWith(tmp))).toEqual([])
  })

  test('no data folder, no address to dial', async () => {
    expect(await addressesToDial(join(tmp, 'nothing'), around(null))).toEqual([])
  })
})

describe.runIf(isPosix)('who reaches the private socket', () => {
  test('L1: it is made for us alone, whatever the umask, and is gone afterwards', async () => {
    const path = join(tmp, 's.sock')
    const before = process.umask(0)
    const socket = await listenPrivately(path, accept).finally(() => process.umask(before))
    expect(modeOf(path)).toBe('600')
    await socket.close()
    expect(existsSync(path)).toBe(false)
  })

  test('we do', async () => {
    const path = await addressToListen(dataDir, around(null))
    await listenAt(path)
    expect(await hello(path)).toEqual(ok('ahoy'))
  })

  test.runIf(isRoot)('L1, K5: fault-H07 another user of this computer does not', async () => {
    chmodSync(tmp, 0o755)
    const path = await addressToListen(dataDir, around(null))
    await listenAt(path)
    const script = `require('node:net').connect(${JSON.stringify(path)}).on('error', (e) => { console.log(e.code); process.exit(0) }).on('connect', () => { console.log('in'); process.exit(0) })`
    const attempt = async (): Promise<string> => {
      const child = spawn(process.execPath, ['-e', script], {
        uid: nobody,
        gid: nobody,
        cwd: '/',
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      await once(child, 'close')
      return said.trim()
    }
    expect(await attempt()).toBe('EACCES')
    // The socket's own mode holds by itself, should the folder be opened.
    chmodSync(join(tmp, `longshore-${uid}`), 0o755)
    expect(await attempt()).toBe('EACCES')
  })

  test.runIf(isRoot)("K5: fault-H07 a client refuses a socket that is somebody else's", async () => {
    const path = join(tmp, 's.sock')
    await listenAt(path)
    chownSync(path, nobody, nobody)
    expect(await hello(path)).toBe('engine-unreachable')
  })

  test('K5: a client refuses what is no socket', async () => {
    writeFileSync(join(tmp, 's.sock'), '')
    symlinkSync(join(tmp, 's.sock'), join(tmp, 'l.sock'))
    expect(await hello(join(tmp, 's.sock'))).toBe('engine-unreachable')
    expect(await hello(join(tmp, 'l.sock'))).toBe('engine-unreachable')
    expect(await hello(join(tmp, 'nothing.sock'))).toBe('nobody')
  })

  test('what a killed owner left is nobody to a client, and the next owner takes its place', async () => {
    const path = join(tmp, 's.sock')
    const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    await once(spawn(process.execPath, ['-e', script], { stdio: 'ignore' }), 'close')
    expect(lstatSync(path).isSocket()).toBe(true)
    expect(await hello(path)).toBe('nobody')
    await listenAt(path)
    expect(await hello(path)).toEqual(ok('ahoy'))
  })

  test('an owner removes nothing that is not its own stale socket', async () => {
    const path = join(tmp, 's.sock')
    writeFileSync(path, 'kept')
    await expect(listenPrivately(path, accept)).rejects.toMatchObject({ failure: { code: 'engine-unreachable' } })
    expect(existsSync(path)).toBe(true)
  })

  test('what is under way when the owner ends is answered first', async () => {
    const path = join(tmp, 's.sock')
    let finish: () => void = unreached
    let onAsked: () => void = unreached
    const isAsked = new Promise<void>((resolve) => (onAsked = resolve))
    const slow = async () => {
      onAsked()
      await new Promise<void>((resolve) => (finish = resolve))
      return ok('done')
    }
    const socket = await listenPrivately(path, (transport) => serve(tiny, { talk: { hello: slow } }, transport))
    const said = hello(path)
    await isAsked
    const closing = socket.close()
    finish()
    expect(await said).toEqual(ok('done'))
    await closing
  })

  test('L1: a page in a browser, plain HTTP and too large a message are turned away; the others go on', async () => {
    const path = join(tmp, 's.sock')
    await listenAt(path)
    const talk = async (text: string): Promise<string> => {
      const socket = connectTo(path)
      let said = ''
      socket.on('data', (chunk) => (said += chunk.toString()))
      socket.on('error', () => undefined)
      socket.write(text)
      await once(socket, 'close')
      return said.slice(0, 12)
    }
    const upgrade =
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
    expect(await talk(`${upgrade}Origin: https://example.com\r\n\r\n`)).toBe('HTTP/1.1 403')
    expect(await talk('GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('HTTP/1.1 426')

    const found = await dialPrivately(path)
    if (!found.ok || found.value === null) throw new Error('nobody')
    const client = connect(tiny, found.value)
    expect(await client.talk.hello({ text: 'x'.repeat(9_000_000) })).toMatchObject({
      ok: false,
      failure: { code: 'usage' },
    })
    expect(await client.talk.hello({ text: 'x' })).toEqual(ok('x'))
    // One that doesn't keep to the limit loses its line.
    const rude = new WebSocket('ws://localhost/', { createConnection: () => connectTo(path), perMessageDeflate: false })
    await once(rude, 'open')
    rude.on('error', () => undefined)
    rude.send('x'.repeat(50_000_000))
    await once(rude, 'close')
    found.value.close()
    expect(await hello(path)).toEqual(ok('ahoy'))
  })
})
