import { expect, test } from 'vitest'
import type { Person } from '../../../src/main/engine/ports/account.ts'
import type { Connection, HttpAnswer, HttpRequest } from '../../../src/main/engine/ports/http.ts'
import { whoIs } from '../../../src/main/providers/index.ts'
import { type Failure, type Result, fail, failure, ok } from '../../../src/shared/failure.ts'
import { answer } from '../../support/answers.ts'

function connection(answered: Result<HttpAnswer>, changes: Partial<Connection> = {}) {
  const asked: HttpRequest[] = []
  const http: Connection['http'] = {
    request: async (request) => {
      asked.push(request)
      return answered
    },
    refusalOf: () => null,
  }
  const box = { apiUrl: 'https://api.box.com', uploadUrl: 'https://upload.box.com' }
  return { asked, connection: { account: 'box', graphUrl: null, box, http, ...changes } }
}

const { signal } = new AbortController()

test.each<[string, HttpAnswer, Person | null]>([
  [
    'the login',
    answer(200, { type: 'user', id: '1', login: 'mara@fjord.example', name: 'Mara' }),
    { id: '1', user: 'mara@fjord.example' },
  ],
  [
    'the name where there is no login',
    answer(200, { id: '1', login: '', name: 'Uploads' }),
    { id: '1', user: 'Uploads' },
  ],
  ['no more than a line can hold', answer(200, { login: 'm'.repeat(400) }), { id: null, user: 'm'.repeat(320) }],
  ['no id that had to be cut', answer(200, { id: '1'.repeat(321), login: 'm' }), { id: null, user: 'm' }],
  ['the id where there is no name', answer(200, { id: '1' }), { id: '1', user: null }],
  ['no number in the place of an id', answer(200, { id: 1, login: 'm' }), { id: null, user: 'm' }],
  ['nothing of another kind', answer(200, { login: 7, name: null }), null],
  ['nothing of a list', answer(200, ['mara']), null],
  ['nothing where it is no JSON', answer(200, undefined), null],
  ['nothing of a refusal', answer(403, { login: 'mara@fjord.example' }), null],
])('who is signed in at Box: %s', async (_what, given, expected) => {
  const { asked, connection: box } = connection(ok(given))
  expect(await whoIs(box, signal)).toEqual({ ok: true, value: expected })
  expect(asked).toMatchObject([
    { method: 'GET', url: 'https://api.box.com/2.0/users/me?fields=login,name', authorization: 'account' },
  ])
})

test.each<[Failure, boolean]>([
  [failure('signed-out', { account: 'box' }), false],
  [failure('offline', { host: 'api.box.com' }), true],
])('only a refused sign-in is a failure: %j', async (why, isFine) => {
  const { connection: box } = connection(fail(why))
  expect(await whoIs(box, signal)).toEqual(isFine ? { ok: true, value: null } : { ok: false, failure: why })
})

test('an account with Graph is asked for there, one without either service nowhere', async () => {
  const both = connection(ok(answer(200, { id: 'oid', userPrincipalName: 'mara@fjord.example' })), {
    graphUrl: 'https://graph.example',
  })
  expect(await whoIs(both.connection, signal)).toEqual({ ok: true, value: { id: 'oid', user: 'mara@fjord.example' } })
  expect(both.asked.map(({ url }) => url)).toEqual(['https://graph.example/v1.0/me'])
  const none = connection(ok(answer(200, {})), { box: null })
  expect(await whoIs(none.connection, signal)).toEqual({ ok: true, value: null })
  expect(none.asked).toEqual([])
})
