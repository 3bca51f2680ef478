import { expect, test } from 'vitest'
import type { RawRequest } from '../../../src/main/net/http.ts'
import { signInDoor } from '../../../src/main/net/sign-in-door.ts'
import { fail, failure } from '../../../src/shared/failure.ts'

const root = 'https://login.example'

test.each([
  [`${root}/common/oauth2/v2.0/token`, [root], true],
  ['http://127.0.0.1:1/token', ['http://127.0.0.1:1'], true],
  ['https://login.example.evil.example/token', [root], false],
  ['https://login.example:8443/token', [root], false],
  ['http://login.example/token', [root], false],
  ['https://me@login.example/token', [root], false],
  ['http://login.example/token', ['http://login.example'], false],
  ['no address', [root], false],
])('%s of %s: %s', async (url, roots, expected) => {
  const sent: RawRequest[] = []
  const door = signInDoor({
    request: async (request) => {
      sent.push(request)
      return fail(failure('offline', { host: 'h' }))
    },
  })
  const { signal } = new AbortController()
  const answer = await door({ method: 'POST', url, headers: {}, body: new Uint8Array(), signal }, roots)
  expect(sent).toHaveLength(expected ? 1 : 0)
  expect(answer).toMatchObject({ ok: false, failure: { code: expected ? 'offline' : 'unsafe-upload-address' } })
  // It can carry no token: the request has no way to say whose.
  expect(sent.flatMap(({ headers = {} }) => Object.keys(headers))).toEqual([])
})
