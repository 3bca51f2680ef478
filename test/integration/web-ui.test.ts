/** The web UI of a real owner: who may make links, what is told of it, and what is written down. */

import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { connect as connectTo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Owner, OwnerOptions } from '../../src/main/client/owner-port.ts'
import { openOwner } from '../../src/main/owner.ts'
import { contract } from '../../src/shared/contract.ts'
import { maxAnswerChars } from '../../src/shared/rpc.ts'
import { connect } from '../../src/shared/rpc-connect.ts'
import { socketTransport } from '../../src/shared/socket-transport.ts'
import { valueOf } from '../support/owner-bench.ts'
import { ask, codeOf } from '../support/local-server.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

async function open(options: Partial<OwnerOptions>, page = aPage()): Promise<Owner & { readonly dataDir: string }> {
  const dataDir = temporaryFolder()
  const owner = valueOf(
    await openOwner({ dataDir, kind: 'daemon', runEngine: true, version: '0', ...options }, { page }),
  )
  onTestFinished(() => owner.close())
  return Object.assign(owner, { dataDir })
}

function aPage(): string {
  const page = temporaryFolder()
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Longshore</title>')
  return page
}

async function follow(link: string) {
  const { port, origin, host } = new URL(link)
  const body = JSON.stringify({ code: codeOf(link) })
  const heard = await ask(Number(port), { method: 'POST', target: '/login', body })
  if (heard.status !== 200) throw new Error(heard.text)
  const { token } = JSON.parse(heard.body) as { token: string }
  const cookie = (heard.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const protocols = ['longshore', `longshore.token.${token}`]
  const socket = new WebSocket(`ws://${host}/contract`, protocols, { headers: { cookie, origin } })
  await once(socket, 'open')
  return { token, cookie, client: connect(contract, socketTransport(socket, maxAnswerChars)) }
}

test('the printed link lets in, and the page sees the same engine as the command line', async () => {
  const owner = await open({ web: { port: 0 } })
  if (owner.url === null) throw new Error('no web UI')
  const { client } = await follow(owner.url)
  const status = valueOf(await client.engine.status({}))
  expect(status.url).toBe(new URL('/', owner.url).href)
  expect(status).toEqual(valueOf(await owner.client.engine.status({})))
  await expect(follow(owner.url)).rejects.toThrow('code-refused')
})

test('the private side makes links; a page makes none', async () => {
  const owner = await open({ web: { port: 0 } })
  const { url } = valueOf(await owner.client.engine.openLink({}))
  const { client } = await follow(url)
  expect(await client.engine.openLink({})).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  // It sees how the key is kept, and changes nothing about it.
  expect(valueOf(await client.secrets.show({}))).toMatchObject({ protection: 'key-file' })
  const passphrase = { by: 'passphrase', passphrase: 'of a page' } as const
  expect(await client.secrets.protect(passphrase)).toMatchObject({ ok: false, failure: { code: 'not-now' } })
  expect(valueOf(await client.secrets.show({}))).toMatchObject({ protection: 'key-file' })
  expect(valueOf(await owner.client.engine.openLink({})).url).not.toBe(url)
})

test('L6: fault-H08 no code, cookie or token is written down', async () => {
  const owner = await open({ web: { port: 0 } })
  const link = valueOf(await owner.client.engine.openLink({})).url
  const { token, cookie } = await follow(link)
  await expect(follow(link)).rejects.toThrow('code-refused')
  const secrets = [codeOf(link), codeOf(owner.url ?? ''), token, cookie.split('=')[1] ?? '']
  await owner.close()
  const files = readdirSync(owner.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(1)
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name))
    for (const secret of secrets) expect(bytes.includes(secret), name).toBe(false)
  }
})

test('fault-H09 2,000 connections that say nothing: the engine hears its own side all the while, and the page is there after them', async () => {
  const owner = await open({ web: { port: 0 } })
  const { port } = new URL(owner.url ?? '')
  for (let wave = 0; wave < 8; wave += 1) {
    const crowd = Array.from({ length: 250 }, () => connectTo(Number(port), '127.0.0.1').on('error', () => undefined))
    // Each is let in or dropped; who is let in begins a request and leaves it there.
    await Promise.all(crowd.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])))
    for (const socket of crowd) socket.write('GET / HTTP/1.1\r\n')
    expect(await owner.client.engine.status({})).toMatchObject({ ok: true })
    for (const socket of crowd) socket.destroy()
  }
  const { client } = await follow(owner.url ?? '')
  expect(await client.engine.status({})).toMatchObject({ ok: true })
})

test('L1, L18: nothing listens on TCP unless it was asked for', async () => {
  const before = listening()
  for (const kind of ['command', 'app'] as const) {
    const owner = await open({ kind })
    expect(owner.url).toBeNull()
    expect(valueOf(await owner.client.engine.status({})).url).toBeNull()
    expect(await owner.client.engine.openLink({})).toMatchObject({ ok: false, failure: { code: 'web-ui-closed' } })
    expect(listening()).toEqual(before)
  }
  await open({ web: { port: 0 } })
  expect(listening().length).toBe(before.length + 1)
})

/** This process's servers: an internal of Node, but the only word on it that leaves nothing out. */
function listening(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap' || name === 'TCPSERVERWRAP')
}

test('where no page was built there is one sentence, and the rest runs', async () => {
  const owner = await open({ web: { port: 0 } }, temporaryFolder())
  expect([owner.url, owner.note]).toEqual([null, 'There is no web UI here: `npm run build` makes it.'])
  expect(valueOf(await owner.client.engine.status({})).url).toBeNull()
})

test('a port that is taken ends it in good order', async () => {
  const first = await open({ web: { port: 0 } })
  const port = Number(new URL(first.url ?? '').port)
  const dataDir = temporaryFolder()
  const options = { dataDir, kind: 'daemon', runEngine: true, version: '0' } as const
  const refused = await openOwner({ ...options, web: { port } }, { page: aPage() })
  expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } })
  // The folder is free again.
  const again = valueOf(await openOwner({ ...options, web: { port: 0 } }, { page: aPage() }))
  await again.close()
})
