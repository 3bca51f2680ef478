import { expect, test } from 'vitest'
import type { Account } from '../../../src/main/engine/ports/account.ts'
import { isBuiltIn, rootsOf } from '../../../src/main/net/account-roots.ts'
import { someAccount } from '../../support/memory-accounts.ts'

const practice = {
  graphUrl: 'http://127.0.0.1:1',
  box: { apiUrl: 'http://127.0.0.1:2', uploadUrl: 'http://localhost:3' },
}
const boxUrls = { boxUrl: 'https://api.box.com', boxUploadUrl: 'https://upload.box.com' }
const box = { apiUrl: 'https://api.box.com', uploadUrl: 'https://upload.box.com' }
const graph = { graphUrl: 'https://graph.example', loginUrl: 'https://login.example' }

test('the practice cloud inside has both services while it runs, and a token without an end', () => {
  const account = someAccount({ kind: 'practice' })
  expect(isBuiltIn(account)).toBe(true)
  expect(rootsOf(account, practice)).toEqual({ ...practice, renewal: null })
  expect(rootsOf(account, null)).toBeNull()
})

test.each<[string, Partial<Account>, object | null]>([
  [
    'Microsoft, renewed for its tenant',
    { kind: 'microsoft', ...graph, tenant: 'a b', clientId: 'c' },
    {
      graphUrl: 'https://graph.example',
      box: null,
      meUrl: 'https://graph.example/v1.0/me',
      renewal: { endpoint: 'https://login.example/a%20b/oauth2/v2.0/token', clientId: 'c', takesClaims: true },
    },
  ],
  [
    'Box, renewed where its API is',
    { kind: 'box', ...boxUrls, boxLoginUrl: 'https://account.box.com', clientId: 'c' },
    {
      graphUrl: null,
      box,
      meUrl: 'https://api.box.com/2.0/users/me',
      renewal: { endpoint: 'https://api.box.com/oauth2/token', clientId: 'c' },
    },
  ],
  [
    'Box without a client',
    { kind: 'box', ...boxUrls, clientId: null },
    { graphUrl: null, box, meUrl: 'https://api.box.com/2.0/users/me', renewal: null },
  ],
  [
    'a practice cloud elsewhere with both, which has one sign-in',
    { kind: 'practice', ...graph, ...boxUrls, tenant: null },
    {
      graphUrl: 'https://graph.example',
      box,
      meUrl: 'https://graph.example/v1.0/me',
      renewal: {
        endpoint: 'https://login.example/common/oauth2/v2.0/token',
        clientId: 'longshore-practice',
        takesClaims: true,
      },
    },
  ],
  [
    'a practice cloud elsewhere with Box alone',
    { kind: 'practice', ...boxUrls },
    {
      graphUrl: null,
      box,
      meUrl: 'https://api.box.com/2.0/users/me',
      renewal: {
        endpoint: 'https://api.box.com/oauth2/token',
        clientId: 'longshore-practice',
        knownSecret: 'longshore-practice',
      },
    },
  ],
  ['an account whose roots are not there', { kind: 'microsoft' }, null],
  ['half of Box', { kind: 'box', boxUrl: 'https://api.box.com' }, null],
])('%s', (_what, changes, expected) => {
  const account = someAccount(changes)
  expect(isBuiltIn(account)).toBe(false)
  // Where the practice cloud inside is doesn't matter to it.
  expect(rootsOf(account, practice)).toEqual(expected)
})
