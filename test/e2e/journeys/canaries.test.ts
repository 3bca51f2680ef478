/**
 * Thirty secrets of every kind, each with a name, go their usual way through real processes; then they are looked for
 * wherever this program puts something out: files, databases with their logs and copies, answers and events of the contract, frames
 * to a page, everything that commands print, diagnostics, the debugging output of libraries, arguments and environments.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { dialPrivately } from '../../../src/main/client/private-socket.ts'
import { addressesToDial } from '../../../src/main/private-address.ts'
import { noMeans, openDataKey } from '../../../src/main/secrets/data-key.ts'
import { contract } from '../../../src/shared/contract.ts'
import type { LongshoreContract } from '../../../src/shared/contract.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import type { Client } from '../../../src/shared/rpc-contract.ts'
import { Canaries, type Sink, filesOf, processesOf } from '../../support/canaries.ts'
import { ask, codeOf } from '../../support/local-server.ts'
import { PracticeProcess, Processes, type Program, Station, until } from '../../support/processes.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { openRelay } from '../../support/relay.ts'
import { type Json, raw } from '../../integration/practice-client.ts'

const processes = new Processes()
const canaries = new Canaries()
const heard: Sink[] = []
afterAll(() => processes.close())

const passphrase = 'canary passphrase Kk1 "quoted" + slashed/'
const nextPassphrase = 'canary passphrase Kk2 "quoted" + slashed/'
const wrongPassphrase = 'canary passphrase Kk3 nobody has it'
const clientSecret = 'canary-client-secret-Yy8-{"q"}/=='
const proxyPassword = 'canary-proxy-password-Pp5'
const refused = 'canary-token-that-is-refused-0123456789'

let files = 0
function fileWith(text: string): string {
  const path = join(processes.folder, `given-${(files += 1)}`)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

/** A file of its own, large enough for a session at every destination. */
function source(name: string, size: number): string {
  const path = join(processes.folder, name)
  writeFileSync(path, pseudoRandom(size, size))
  return path
}

async function dial(dataDir: string): Promise<Client<LongshoreContract>> {
  for (const address of await addressesToDial(dataDir)) {
    const line = await dialPrivately(address)
    if (line.ok && line.value !== null) return connect(contract, line.value)
  }
  throw new Error('nobody owns the data folder')
}

function start(station: Station, file: string): Program {
  const env = { LONGSHORE_PASSPHRASE_FILE: file, NODE_DEBUG: 'undici,http,https,net,tls,stream,child_process' }
  return processes.start(['daemon', '--json', '--data-dir', station.dataDir], env)
}

/** A command with all that it prints. */
async function say(station: Station, ...args: string[]): Promise<number | null> {
  const started = processes.start([...args, '--data-dir', station.dataDir])
  let out = ''
  started.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const { code } = await started.ended
  heard.push([`longshore ${args.slice(0, 2).join(' ')}`, out + started.stderr])
  return code
}

/** As a browser that asks nobody anything: to the login host and back to the loopback address. */
async function signInByBrowser(url: string): Promise<void> {
  const there = await raw('GET', url)
  const back = new URL(there.headers.location ?? '')
  canaries.add('state', back.searchParams.get('state') ?? '')
  canaries.add('authorization code', back.searchParams.get('code') ?? '')
  const answer = await raw('GET', back.href)
  heard.push(['the page after signing in', answer.bytes])
}

/** The page's line, with everything that comes over it. */
async function openPage(link: string): Promise<void> {
  const { port, origin, host } = new URL(link)
  const login = await ask(Number(port), {
    method: 'POST',
    target: '/login',
    body: JSON.stringify({ code: codeOf(link) }),
  })
  const { token } = JSON.parse(login.body) as { token: string }
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  canaries.add('page token', token)
  canaries.add('page cookie', cookie.slice(cookie.indexOf('=') + 1))
  const socket = new WebSocket(`ws://${host}/contract`, ['longshore', `longshore.token.${token}`], {
    headers: { cookie, origin },
  })
  socket.on('message', (frame: Buffer) => heard.push(['a frame to the page', frame]))
  await once(socket, 'open')
  let id = 0
  for (const name of [
    'engine.status',
    'engine.logs',
    'engine.diagnostics',
    'accounts.list',
    'settings.list',
    'secrets.show',
    'queue.page',
  ]) {
    socket.send(JSON.stringify({ kind: 'call', id: (id += 1), name, input: {} }))
  }
}

/** Of the last form that had it. */
function field(forms: readonly string[], name: string): string {
  const found = forms.findLast((form) => new URLSearchParams(form).has(name))
  return new URLSearchParams(found).get(name) ?? ''
}

function tokensIn(answers: readonly string[]): Json[] {
  return answers.filter((text) => text.includes('access_token')).map((text): Json => JSON.parse(text))
}

test('S4, S6, S8: fault-H13 fault-H08 thirty secrets, and none of them is anywhere', async () => {
  const practice = await PracticeProcess.start(processes, 'odb')
  await practice.control('POST', '/switches', { signInConsent: 'allow' })
  canaries.add('practice control token', practice.token)
  const station = new Station(processes)
  const given = fileWith(passphrase)
  for (const [name, text] of Object.entries({
    passphrase,
    'next passphrase': nextPassphrase,
    'wrong passphrase': wrongPassphrase,
    'proxy password': proxyPassword,
  }))
    canaries.add(name, text)

  const daemon = start(station, given)
  const { url } = await daemon.ready()
  canaries.add('one-time code', codeOf(url))
  const { key } = await openDataKey(join(station.dataDir, 'key'), [], {
    ...noMeans,
    passphrase: async () => passphrase,
  })
  canaries.addBytes('data key', key)
  await openPage(url)
  const client = await dial(station.dataDir)
  const leaving = new AbortController()
  const listen = async (name: string, stream: AsyncIterable<unknown>): Promise<void> => {
    for await (const value of stream) heard.push([name, JSON.stringify(value)])
  }
  void listen('queue.follow', client.queue.follow({}, leaving.signal)).catch(() => undefined)
  void listen('queue.states', client.queue.states({ unfinished: true }, leaving.signal)).catch(() => undefined)

  // Accounts: from a file and renewed at once, with a client's secret, by a browser, by a code on another device.
  const { graphUrl, loginUrl, boxUrl, boxUploadUrl, boxLoginUrl } = practice.roots as Json
  const login = await openRelay(loginUrl)
  const boxApi = await openRelay(boxUrl)
  const stale = { expiresAt: new Date(0).toISOString() }
  const pair = await practice.control('POST', '/tokens', {})
  canaries.add('access token', pair.accessToken)
  canaries.add('refresh token', pair.refreshToken)
  const roots = [
    '--graph-url',
    graphUrl,
    '--login-url',
    login.url,
    '--client-id',
    'longshore-test',
    '--tenant',
    'common',
  ]
  const tokens = fileWith(JSON.stringify({ ...pair, ...stale }))
  expect(await say(station, 'account', 'add', 'microsoft', '--name', 'work', ...roots, '--token-file', tokens)).toBe(0)
  const [renewed] = tokensIn(login.answered)
  canaries.add('renewed access token', renewed.access_token)
  canaries.add('renewed refresh token', renewed.refresh_token)

  const boxPair = await practice.control('POST', '/tokens', {})
  canaries.add('access token of Box', boxPair.accessToken)
  canaries.add('refresh token of Box', boxPair.refreshToken)
  canaries.add('client secret', clientSecret)
  const boxRoots = ['--box-url', boxApi.url, '--box-upload-url', boxUploadUrl, '--box-login-url', boxLoginUrl]
  const boxFiles = [
    '--client-secret-file',
    fileWith(clientSecret),
    '--token-file',
    fileWith(JSON.stringify({ ...boxPair, ...stale })),
  ]
  expect(
    await say(station, 'account', 'add', 'box', '--name', 'box', '--client-id', 'app', ...boxRoots, ...boxFiles),
  ).toBe(0)
  const [boxRenewed] = tokensIn(boxApi.answered)
  canaries.add('renewed access token of Box', boxRenewed.access_token)
  canaries.add('renewed refresh token of Box', boxRenewed.refresh_token)

  const account = {
    kind: 'microsoft',
    graphUrl,
    loginUrl: login.url,
    clientId: 'longshore-test',
    tenant: 'common',
  } as const
  for await (const step of client.accounts.authorize({ account: { ...account, name: 'browser' } })) {
    heard.push(['accounts.authorize', step.step === 'browser' ? '' : JSON.stringify(step)])
    if (step.step === 'browser') void signInByBrowser(step.url)
  }
  canaries.add('code verifier', field(login.asked, 'code_verifier'))
  const signedIn = tokensIn(login.answered).at(-1)
  canaries.add('access token of a sign-in', signedIn.access_token)
  canaries.add('refresh token of a sign-in', signedIn.refresh_token)
  const device = new AbortController()
  const byCode = client.accounts.authorize(
    { account: { ...account, name: 'device' }, way: 'device-code' },
    device.signal,
  )
  for await (const step of byCode) {
    heard.push(['accounts.authorize', JSON.stringify(step)])
    break
  }
  device.abort()
  const asked = login.answered.findLast((text) => text.includes('device_code')) ?? '{}'
  canaries.add('device code', JSON.parse(asked).device_code)

  // What is refused was tried, and is stored nowhere.
  canaries.add('refused token', refused)
  const dead = fileWith(JSON.stringify({ accessToken: refused }))
  expect(await say(station, 'account', 'sign-in', 'work', '--token-file', dead)).not.toBe(0)
  const login2 = ['--proxy-password-file', fileWith(`somebody:${proxyPassword}`)]
  expect(await say(station, 'settings', 'set', 'network.proxy', 'http://127.0.0.1:9', ...login2)).toBe(0)
  expect(await say(station, 'settings', 'set', 'network.proxy', 'none')).toBe(0)

  // Uploads to everywhere; one is held while its session lives, and the rest goes through.
  await practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { at: 'stored' } })
  const held = await station.upload(source('held.bin', 6_400_123), 'onedrive:/', '--account', 'work')
  await practice.held('put', 0)
  await sinks(station, daemon)
  await practice.clearFaults()
  await station.end(held)
  const sent = [
    await station.upload(source('mail.bin', 3_500_001), 'outlook:messages/practice-draft', '--account', 'work'),
    await station.upload(
      source('task.bin', 3_500_003),
      'todo:lists/practice-list/tasks/practice-task',
      '--account',
      'work',
    ),
    await station.upload(source('cargo.pdf', 700_003), 'print:shares/practice-printer-share', '--account', 'work'),
    await station.upload(source('box.bin', 20_500_005), 'box:/', '--account', 'box'),
  ]
  for (const id of sent) await station.end(id)
  const { secrets } = await practice.control('GET', '/secrets')
  for (const kind of ['a drive', 'a mailbox', 'a task', 'a printer', 'Box']) {
    const found = (secrets as Json[]).filter((minted) => minted.kind === `upload to ${kind}`)
    expect([kind, found.length]).toEqual([kind, 1])
    canaries.add(`upload to ${kind}`, found[0].secret)
  }
  // Handed to who asks for it, and to nobody else.
  for await (const { link, failure } of client.links.make({ ids: [held, sent.at(-1) ?? ''], scope: 'anyone' })) {
    expect(failure).toBe(null)
    const token = link?.url.split('/').at(-1) ?? ''
    canaries.add(`link to a file (${link?.url.includes('/:u:/') === true ? 'a drive' : 'Box'})`, token)
  }
  const { lines } = await station.run('open')
  canaries.add('one-time code of another link', codeOf(lines[0].url))
  expect(canaries.names.length).toBeGreaterThanOrEqual(30)
  await sinks(station, daemon)

  // The passphrase changes while it runs; then it is killed, and met again with a wrong one and the new one.
  expect(
    await say(station, 'secrets', 'protect', 'passphrase', '--new-passphrase-file', fileWith(nextPassphrase)),
  ).toBe(0)
  leaving.abort()
  await daemon.kill()
  heard.push(['what the daemon said', daemon.stderr + said(daemon, url)])
  expect(await say(station, 'account', 'list', '--passphrase-file', fileWith(wrongPassphrase))).toBe(3)
  const again = start(station, fileWith(nextPassphrase))
  await again.ready()
  await sinks(station, again)
  await again.stop()
  heard.push(['what the daemon said the second time', again.stderr])
  heard.push(...filesOf(station.dataDir, /^practice/))
  await Promise.all([login.close(), boxApi.close()])

  // Sinks in which nothing was put out would prove nothing.
  expect(daemon.stderr.includes('UNDICI')).toBe(true)
  expect(heard.map(([name]) => name)).toEqual(
    expect.arrayContaining(['longshore.db-wal', 'a frame to the page', 'queue.follow']),
  )
  const sightings = heard.flatMap(([name, content]) => canaries.in(content).map((what) => `${what} in ${name}`))
  expect([...new Set(sightings)].toSorted()).toEqual([])
  // And that they would be found.
  expect(canaries.in(`x${Buffer.from(`Bearer ${refused}`).toString('base64')}`)).toEqual(['refused token'])
})

/** Without the one line that is there to hand out the link. */
function said(daemon: Program, url: string): string {
  return JSON.stringify(daemon.lines.filter((line) => line.url !== url))
}

/** Everything that can be had of one that runs. */
async function sinks(station: Station, daemon: Program): Promise<void> {
  heard.push(...filesOf(station.dataDir, /^practice/), ...processesOf(daemon.pid))
  const client = await dial(station.dataDir)
  const answers = {
    status: await client.engine.status({}),
    logs: await client.engine.logs({ limit: 1_000 }),
    diagnostics: await client.engine.diagnostics({}),
    'diagnostics without names': await client.engine.diagnostics({ hideNames: true }),
    page: await client.queue.page({}),
    accounts: await client.accounts.list({}),
    settings: await client.settings.list({}),
    secrets: await client.secrets.show({}),
    history: await client.history.page({}),
  }
  heard.push(
    ...Object.entries(answers).map(([name, answer]): Sink => [`the answer of ${name}`, JSON.stringify(answer)]),
  )
  for (const args of [
    ['list'],
    ['status'],
    ['history'],
    ['logs'],
    ['account', 'list'],
    ['settings', 'list'],
    ['secrets', 'show'],
    ['diagnostics', '--preview'],
    ['diagnostics', '--preview', '--hide-names', '--json'],
  ]) {
    expect(await say(station, ...args)).toBe(0)
  }
  const zip = join(processes.folder, 'diagnostics.zip')
  rmSync(zip, { force: true })
  expect(await say(station, 'diagnostics', zip)).toBe(0)
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip))))
    heard.push([`diagnostics: ${name}`, strFromU8(bytes)])
  await until('the log', () => (filesOf(station.dataDir, /^(?!log)/).length > 0 ? true : null))
}
