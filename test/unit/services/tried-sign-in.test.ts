import { expect, test } from 'vitest'
import { TriedSignIn } from '../../../src/main/services/tried-sign-in.ts'
import { someAccount } from '../../support/memory-accounts.ts'

const pair = (n: number) => ({ accessToken: `access-${n}`, expiresAt: null, refreshToken: `refresh-${n}` })

function tried() {
  const noted: string[] = []
  const account = someAccount({ name: 'work' })
  const signIn = new TriedSignIn({
    account,
    tokens: pair(0),
    clientSecret: async () => 'secret',
    note: (secret) => noted.push(secret),
  })
  return { signIn, noted, account }
}

test('gives what it was renewed to, and every token of it is noted', async () => {
  const { signIn, noted } = tried()
  expect(signIn.current).toEqual(pair(0))
  await signIn.putTokens('work', pair(1))
  expect(await signIn.tokens()).toEqual(pair(1))
  await signIn.putTokens('work', { ...pair(2), refreshToken: null })
  expect(signIn.current).toEqual({ ...pair(2), refreshToken: null })
  expect(noted).toEqual(['access-0', 'refresh-0', 'access-1', 'refresh-1', 'access-2'])
})

test('remembers for itself that it was refused', async () => {
  const { signIn, account } = tried()
  await signIn.putAccount({ ...account, signedOut: true })
  expect(await signIn.accounts()).toEqual([{ ...account, signedOut: true }])
  expect(account.signedOut).toBe(false)
  expect(signIn.current).toEqual(pair(0))
  expect(await signIn.clientSecret()).toBe('secret')
})

test('is renewed only from the tokens that it has, and marked for itself alone', async () => {
  const { signIn, account, noted } = tried()
  expect(await signIn.replaceTokens('work', pair(7), pair(1))).toBe(false)
  expect(signIn.current).toEqual(pair(0))
  expect(await signIn.replaceTokens('work', pair(0), pair(1))).toBe(true)
  expect(signIn.current).toEqual(pair(1))
  expect(noted).toContain('refresh-1')
  expect(await signIn.setSignedOut('work', pair(1), '{"a":1}')).toBe(true)
  expect(await signIn.accounts()).toEqual([{ ...account, signedOut: true, claims: '{"a":1}' }])
  expect(account.signedOut).toBe(false)
})
