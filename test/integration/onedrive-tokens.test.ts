import { expect, test } from 'vitest'
import { codeOf, value } from '../conformance/provider-means.ts'
import { bodyOf } from '../support/bodies.ts'
import { call, oneDriveBench, target } from '../support/onedrive-bench.ts'
import type { OneDriveBench } from '../support/onedrive-bench.ts'

const to = target('f.bin')
const content = { size: 5, modifiedAt: 0 }
const isNew = { kind: 'new' } as const

/** Gives the account tokens that the cloud's own sign-in renews. */
async function withRealTokens({ practice, accounts }: OneDriveBench) {
  const { accessToken, refreshToken } = await practice.control('POST', '/tokens', { lifetimeSeconds: 3_599 })
  await accounts.putTokens('practice', { accessToken, refreshToken, expiresAt: null })
  accounts.stored.length = 0
  return { accessToken, refreshToken }
}

test('a token that was revoked is renewed once for everybody, and nobody notices', async () => {
  const bench = await oneDriveBench()
  const { accessToken, refreshToken } = await withRealTokens(bench)
  const provider = await bench.provider()
  await bench.practice.control('POST', '/tokens', { revoke: accessToken })
  const got = await Promise.all([1, 2, 3, 4].map((i) => provider.look(target(`${i}`), call)))
  expect(got.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect(await bench.practice.journal('?op=token')).toHaveLength(1)
  expect(bench.accounts.stored).toHaveLength(1)
  expect(bench.accounts.stored[0]?.refreshToken).not.toBe(refreshToken)
})

test('a file in one request whose token was refused is sent again by the engine', async () => {
  const bench = await oneDriveBench()
  const { accessToken } = await withRealTokens(bench)
  const provider = await bench.provider()
  await bench.practice.control('POST', '/tokens', { revoke: accessToken })
  const put = () => provider.put(to, content, isNew, bodyOf(Buffer.from('hello')), call)
  expect(codeOf(await put())).toBe('interrupted')
  expect(value(await provider.look(to, call))).toBeNull()
  expect(value(await put())).toMatchObject({ size: 5 })
})

test('a sign-in that ended is said once, and ranges of open sessions go on meanwhile', async () => {
  const bench = await oneDriveBench()
  const { accessToken, refreshToken } = await withRealTokens(bench)
  const provider = await bench.provider()
  const opened = value(await provider.open(to, content, isNew, call))
  await bench.practice.control('POST', '/tokens', { revoke: accessToken })
  await bench.practice.control('POST', '/tokens', { revoke: refreshToken })
  expect(codeOf(await provider.look(to, call))).toBe('signed-out')
  expect((await bench.accounts.accounts())[0]?.signedOut).toBe(true)
  const sent = await provider.send(opened, { start: 0, end: 5 }, 5, bodyOf(Buffer.from('hello')), call)
  expect(value(sent)).toMatchObject({ kind: 'stored' })
  await expect(bench.provider()).rejects.toThrow('signed-out')
  expect((await bench.practice.control('GET', '/journal/violations')).violations).toEqual([])
})
