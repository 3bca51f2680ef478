/** A Box account as a face adds it: whose it is, what is kept of it, and that its secrets come out nowhere. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { longshore } from '../support/longshore.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

afterEach(expectGoodManners)

const clientSecret = 'client-secret-canary-4711'

interface Pair {
  readonly accessToken: string
  readonly refreshToken: string
}

async function pairOf({ practice }: OwnerBench): Promise<Pair> {
  const { accessToken, refreshToken } = await practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  return { accessToken, refreshToken }
}

function boxOf({ practice }: OwnerBench, tokens: Pair) {
  const { boxUrl, boxUploadUrl, boxLoginUrl } = practice.cloud
  return { kind: 'box', boxUrl, boxUploadUrl, boxLoginUrl, clientId: 'longshore', clientSecret, tokens } as const
}

async function askedOfBox({ practice }: OwnerBench) {
  return (await practice.journal('?op=me')).filter(({ host }) => host === 'box')
}

test('an account of Box says whose it is, and no secret of it', async () => {
  const bench = await OwnerBench.open()
  const pair = await pairOf(bench)
  const added = valueOf(await bench.client.accounts.add(boxOf(bench, pair)))
  expect(added).toEqual({
    name: 'box',
    kind: 'box',
    user: expect.stringContaining('@'),
    cloud: 'global',
    state: 'ready',
  })
  expect(await askedOfBox(bench)).toMatchObject([{ protocol: 'box', status: 200 }])
  const { accounts } = valueOf(await bench.client.engine.status({}))
  expect(accounts.find(({ name }) => name === 'box')).toEqual(added)
  const texts = [
    JSON.stringify([accounts, valueOf(await bench.client.engine.diagnostics({}))]),
    valueOf(await bench.client.engine.logs({})).join('\n'),
    readFileSync(join(bench.dataDir, 'log', 'longshore.log'), 'utf8'),
  ]
  for (const text of texts) {
    for (const secret of [clientSecret, pair.accessToken, pair.refreshToken]) expect(text).not.toContain(secret)
  }
})

test('it is renewed with its secret after a restart, and signed in again with another', async () => {
  const bench = await OwnerBench.open()
  const pair = await pairOf(bench)
  valueOf(await bench.client.accounts.add(boxOf(bench, pair)))
  await bench.restart()
  const revoked = await pairOf(bench)
  await bench.practice.control('POST', '/tokens', { revoke: revoked.accessToken })
  // Its access token is refused, so that it is renewed at once with the secret that is stored.
  const renewed = await bench.client.accounts.signIn({ name: 'box', tokens: revoked })
  expect(valueOf(renewed)).toMatchObject({ state: 'ready' })
  expect(await bench.practice.journal('?op=token')).toMatchObject([{ protocol: 'box', status: 200 }])
  const dead = await pairOf(bench)
  for (const token of Object.values(dead)) await bench.practice.control('POST', '/tokens', { revoke: token })
  const spent = await bench.client.accounts.signIn({ name: 'box', tokens: dead })
  expect(spent).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  // What was refused replaces nothing.
  const states = async () => valueOf(await bench.client.accounts.list({})).map(({ name, state }) => [name, state])
  expect(await states()).toContainEqual(['box', 'ready'])
  const fresh = await pairOf(bench)
  valueOf(await bench.client.accounts.signIn({ name: 'box', tokens: fresh, clientSecret: 'another-secret' }))
  expect(await states()).toContainEqual(['box', 'ready'])
})

test('a sign-in that is refused leaves the one that works, with its secret', async () => {
  const bench = await OwnerBench.open()
  const pair = await pairOf(bench)
  valueOf(await bench.client.accounts.add(boxOf(bench, pair)))
  const client = { clientId: 'longshore', secret: clientSecret, issuer: 'box', redirects: ['http://127.0.0.1/'] }
  await bench.practice.control('POST', '/sign-in', { what: 'client', ...client })
  const other = await pairOf(bench)
  await bench.practice.control('POST', '/tokens', { revoke: other.accessToken })
  const wrong = { name: 'box', tokens: other, clientSecret: 'of-another-registration' }
  expect(await bench.client.accounts.signIn(wrong)).toMatchObject({ ok: false, failure: { code: 'signed-out' } })
  const logged = readFileSync(join(bench.dataDir, 'log', 'longshore.log'), 'utf8')
  for (const secret of [...Object.values(other), wrong.clientSecret]) expect(logged).not.toContain(secret)
  // Its token goes on being used, and its secret renews it where it must.
  await bench.restart()
  const upload = async (name: string) => {
    const paths = [bench.file(name, 10).path]
    const asked = await bench.client.queue.enqueue({ paths, to: 'box:/In', account: 'box' })
    const { transfers } = valueOf(await bench.client.queue.page({ filter: { batch: valueOf(asked).batch } }))
    return bench.ended(transfers[0]?.id ?? '')
  }
  expect(await upload('a.bin')).toMatchObject({ state: 'done', account: 'box' })
  await bench.practice.control('POST', '/tokens', { revoke: pair.accessToken })
  expect(await upload('b.bin')).toMatchObject({ state: 'done', account: 'box' })
})

test('a secret for an account without a client is refused, and nothing of the account changes', async () => {
  const bench = await OwnerBench.open()
  const pair = await pairOf(bench)
  const { clientId: _, clientSecret: __, ...box } = boxOf(bench, pair)
  valueOf(await bench.client.accounts.add(box))
  const refused = await bench.client.accounts.signIn({ name: 'box', tokens: await pairOf(bench), clientSecret })
  expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } })
  const refusedTo = await bench.client.accounts.add({ ...box, name: 'other', clientSecret })
  expect(refusedTo).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(
    valueOf(await bench.client.accounts.list({}))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['box', 'cloud'])
})

test('an account that Box does not take is not kept', async () => {
  const bench = await OwnerBench.open()
  const tokens = { accessToken: 'nobody-s', refreshToken: 'nobody-s-either' }
  const refused = await bench.client.accounts.add(boxOf(bench, tokens))
  expect(refused).toMatchObject({ ok: false, failure: { code: 'signed-out', facts: { account: 'box' } } })
  expect(valueOf(await bench.client.accounts.list({})).map(({ name }) => name)).toEqual(['cloud'])
})

test('a practice cloud elsewhere may be added with Box, and with Box alone', async () => {
  const bench = await OwnerBench.open()
  const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = bench.practice.cloud
  const box = { kind: 'practice', boxUrl, boxUploadUrl } as const
  const both = { ...box, name: 'both', graphUrl, loginUrl, tokens: await pairOf(bench) }
  const alone = { ...box, name: 'alone', tokens: await pairOf(bench) }
  for (const request of [both, alone]) {
    const { user, kind } = valueOf(await bench.client.accounts.add(request))
    expect({ user, kind }).toEqual({ user: expect.stringContaining('@'), kind: 'practice' })
  }
  expect(await askedOfBox(bench)).toHaveLength(1)
  // Nobody's client is enough to renew it.
  const again = await pairOf(bench)
  await bench.practice.control('POST', '/tokens', { revoke: again.accessToken })
  valueOf(await bench.client.accounts.signIn({ name: 'alone', tokens: again }))
  expect(await bench.practice.journal('?op=token')).toMatchObject([{ protocol: 'box', status: 200 }])
})

test('the command line takes both secrets from files, and says neither', async () => {
  const bench = await OwnerBench.open()
  await bench.close()
  const pair = await pairOf(bench)
  const folder = temporaryFolder()
  const [secretFile, tokenFile] = [join(folder, 'secret.txt'), join(folder, 'tokens.json')]
  writeFileSync(secretFile, `${clientSecret}\n`)
  writeFileSync(tokenFile, JSON.stringify(pair))
  const { boxUrl, boxUploadUrl, boxLoginUrl } = bench.practice.cloud
  const roots = ['--box-url', boxUrl, '--box-upload-url', boxUploadUrl, '--box-login-url', boxLoginUrl]
  const secrets = ['--client-id', 'longshore', '--client-secret-file', secretFile, '--token-file', tokenFile]
  const added = await longshore(bench.dataDir, 'account', 'add', 'box', '--name', 'lab', ...roots, ...secrets)
  expect(added).toMatchObject({ code: 0, lines: [{ name: 'lab', kind: 'box', user: expect.stringContaining('@') }] })
  const again = await longshore(bench.dataDir, 'account', 'sign-in', 'lab', '--token-file', tokenFile)
  expect(again.code).toBe(0)
  expect(JSON.stringify([added, again])).not.toContain(clientSecret)
  const half = await longshore(bench.dataDir, 'account', 'add', 'box', '--box-url', boxUrl, '--token-file', tokenFile)
  expect(half).toMatchObject({ code: 2, lines: [{ error: { code: 'usage' } }] })
})
