import { expect, test } from 'vitest'
import { asPerson, isNews, otherUser } from '../../../src/main/services/same-account.ts'
import { someAccount } from '../../support/memory-accounts.ts'

const ana = 'ana@contoso.example'

test.each([
  ['the same id under another name', { user: ana, userId: 'a' }, { id: 'a', user: 'ana.new@contoso.example' }, null],
  ['another id under the same name', { user: ana, userId: 'a' }, { id: 'b', user: ana }, 'sign-in-other-user'],
  ['an id of another case', { user: ana, userId: 'a' }, { id: 'A', user: ana }, 'sign-in-other-user'],
  ['the name alone where the id is known', { user: ana, userId: 'a' }, { id: null, user: ana }, 'bad-response'],
  ['nothing', { user: ana, userId: 'a' }, null, 'bad-response'],
  ['the same name where no id is known', { user: ana }, { id: 'b', user: 'Ana@Contoso.example' }, null],
  ['another name where no id is known', { user: ana }, { id: 'b', user: 'ben@contoso.example' }, 'sign-in-other-user'],
  ['an id alone where no id is known', { user: ana, userId: null }, { id: 'b', user: null }, 'bad-response'],
  ['anybody where nobody is known', { user: null }, { id: 'b', user: 'ben@contoso.example' }, null],
  ['the same id where no name is known', { user: null, userId: 'a' }, { id: 'a', user: ana }, null],
  ['another id where no name is known', { user: null, userId: 'a' }, { id: 'b', user: ana }, 'sign-in-other-user'],
])('%s', (_, known, person, code) => {
  expect(otherUser(someAccount(known), person)?.code ?? null).toBe(code)
})

test('what is said of a person takes the place of what was known, and what is not said stays', () => {
  const account = someAccount({ user: ana, userId: 'a' })
  expect(asPerson(account, { id: null, user: 'new' })).toEqual({ user: 'new', userId: 'a' })
  expect(asPerson(account, { id: 'a', user: null })).toEqual({ user: ana, userId: 'a' })
  expect(asPerson(account, null)).toEqual({ user: ana, userId: 'a' })
  expect(isNews(account, { id: 'a', user: ana })).toBe(false)
  expect(isNews(account, { id: null, user: null })).toBe(false)
  expect(isNews(account, { id: 'a', user: 'new' })).toBe(true)
  expect(isNews(someAccount({ user: ana }), { id: 'a', user: ana })).toBe(true)
})
