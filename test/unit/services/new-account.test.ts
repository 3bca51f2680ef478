import { expect, test } from 'vitest'
import { isSafeRoot } from '../../../src/main/net/egress.ts'
import { accountOf, needsNoSignIn } from '../../../src/main/services/new-account.ts'
import { AddAccount } from '../../../src/shared/contract.ts'

const tokens = { accessToken: 'at' }

function made(request: object) {
  return accountOf(AddAccount.parse({ tokens, ...request }), 7, isSafeRoot)
}

const nothing = {
  user: null,
  cloud: 'global',
  tenant: null,
  clientId: null,
  graphUrl: null,
  loginUrl: null,
  boxUrl: null,
  boxUploadUrl: null,
  boxLoginUrl: null,
  createdAt: 7,
  signedOut: false,
}

test.each<[string, object, object]>([
  [
    'Box, where Box is',
    { kind: 'box', clientId: 'c', clientSecret: 's' },
    {
      name: 'box',
      clientId: 'c',
      boxUrl: 'https://api.box.com',
      boxUploadUrl: 'https://upload.box.com',
      boxLoginUrl: 'https://account.box.com',
    },
  ],
  [
    'Box somewhere else',
    {
      kind: 'box',
      name: 'lab',
      boxUrl: 'http://127.0.0.1:1/',
      boxUploadUrl: 'http://localhost:2//',
      boxLoginUrl: 'https://ent.box.com',
    },
    {
      name: 'lab',
      boxUrl: 'http://127.0.0.1:1',
      boxUploadUrl: 'http://localhost:2',
      boxLoginUrl: 'https://ent.box.com',
    },
  ],
  [
    'Microsoft, without a root of Box',
    { kind: 'microsoft', cloud: 'us-gov', tenant: 't' },
    {
      name: 'microsoft',
      cloud: 'us-gov',
      tenant: 't',
      graphUrl: 'https://graph.microsoft.us',
      loginUrl: 'https://login.microsoftonline.us',
    },
  ],
  ['the practice cloud inside', { kind: 'practice', tokens: undefined }, { name: 'practice' }],
  [
    'a practice cloud elsewhere, with both services',
    {
      kind: 'practice',
      graphUrl: 'http://127.0.0.1:1',
      boxUrl: 'http://127.0.0.1:2',
      boxUploadUrl: 'http://localhost:3',
    },
    {
      name: 'practice',
      graphUrl: 'http://127.0.0.1:1',
      boxUrl: 'http://127.0.0.1:2',
      boxUploadUrl: 'http://localhost:3',
    },
  ],
])('%s', (_what, request, expected) => {
  expect(made(request)).toEqual({ ok: true, value: { ...nothing, kind: (request as AddAccount).kind, ...expected } })
})

test.each<[object, string]>([
  [{ kind: 'box', boxUrl: 'http://api.box.com', boxUploadUrl: 'https://upload.box.com' }, 'not a safe root'],
  [{ kind: 'box', boxUrl: 'https://me@api.box.com', boxUploadUrl: 'https://upload.box.com' }, 'not a safe root'],
  [{ kind: 'box', boxLoginUrl: 'http://account.box.com' }, 'not a safe root'],
  [{ kind: 'box', boxUrl: 'http://127.0.0.1:1' }, 'go together'],
  [{ kind: 'box', boxUploadUrl: 'http://127.0.0.1:1' }, 'go together'],
  [{ kind: 'practice', boxUrl: 'http://127.0.0.1:1' }, 'go together'],
  [{ kind: 'box', graphUrl: 'https://graph.microsoft.com' }, '--graph-url'],
  [{ kind: 'box', cloud: 'china' }, '--cloud'],
  [{ kind: 'box', tenant: 'common' }, '--tenant'],
  [{ kind: 'box', loginUrl: 'https://login.microsoftonline.com' }, '--login-url'],
  [{ kind: 'microsoft', boxLoginUrl: 'https://account.box.com' }, '--box-login-url'],
  [{ kind: 'box', clientSecret: 'canary' }, '--client-id'],
])('refused: %j', (request, words) => {
  const refused = made(request)
  expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } })
  expect(JSON.stringify(refused)).toContain(words)
  expect(JSON.stringify(refused)).not.toContain('canary')
})

test.each<[object, boolean]>([
  [{ kind: 'practice' }, true],
  [{ kind: 'practice', loginUrl: 'http://127.0.0.1:1' }, true],
  [{ kind: 'practice', graphUrl: 'http://127.0.0.1:1' }, false],
  [{ kind: 'practice', boxUrl: 'http://127.0.0.1:1', boxUploadUrl: 'http://127.0.0.1:1' }, false],
  [{ kind: 'box' }, false],
  [{ kind: 'microsoft' }, false],
])('%j works without a sign-in: %s', (request, expected) => {
  expect(needsNoSignIn(request as AddAccount)).toBe(expected)
})
