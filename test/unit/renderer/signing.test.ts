import { describe, expect, test } from 'vitest'
import {
  againRequest,
  boxProblem,
  boxRequest,
  boxTokenRequest,
  changed,
  clouds,
  emptyBox,
  emptyMicrosoft,
  inAllowedCloud,
  freeName,
  microsoftProblem,
  microsoftRequest,
  peopleIn,
  purposes,
  purposesOf,
} from '../../../src/renderer/signing/rules.ts'
import { signInNews } from '../../../src/renderer/signing/sign-in-news.ts'
import { afterStep, inGroups, linkTo } from '../../../src/renderer/signing/signing.ts'
import { clouds as allClouds, consentKinds, contract } from '../../../src/shared/contract.ts'
import en from '../../../src/shared/words/en.json' with { type: 'json' }
import { anAccount } from '../../support/looks.ts'

const takes = (input: unknown): boolean => contract.accounts.authorize.in.safeParse(input).success

describe('the form of Microsoft', () => {
  test('asks for files of whoever comes, worldwide, where nothing else is said', () => {
    const request = microsoftRequest(emptyMicrosoft, [])
    expect(request).toEqual({
      account: { kind: 'microsoft', cloud: 'global', name: 'microsoft', tenant: 'common' },
      destinations: ['onedrive'],
    })
    expect(takes(request)).toBe(true)
  })

  test.each([
    ['either', 'common'],
    ['work', 'organizations'],
    ['personal', 'consumers'],
  ] as const)('%s is the tenant %s', (people, tenant) => {
    expect(microsoftRequest({ ...emptyMicrosoft, people }, []).account).toMatchObject({ tenant })
  })

  test('what is written is taken as it is meant, and what is empty is not sent', () => {
    const form = {
      ...emptyMicrosoft,
      people: 'work' as const,
      name: ' lab ',
      tenant: ' contoso.example ',
      clientId: ' 5a7e ',
      graphUrl: ' http://127.0.0.1:1 ',
      loginUrl: '  ',
    }
    expect(microsoftRequest(form, ['lab']).account).toEqual({
      kind: 'microsoft',
      cloud: 'global',
      name: 'lab',
      tenant: 'contoso.example',
      clientId: '5a7e',
      graphUrl: 'http://127.0.0.1:1',
    })
  })

  test('it knows every cloud and every purpose, each with its word', () => {
    expect(clouds).toEqual(allClouds)
    expect([...purposes].toSorted()).toEqual([...consentKinds].toSorted())
    expect(Object.keys(en.cloud)).toEqual([...allClouds])
    expect(Object.keys(en.signIn.purpose)).toEqual([...purposes])
  })

  test('what does not go together is put right: no personal accounts of states, no printing at home', () => {
    const all = changed(emptyMicrosoft, { purposes })
    expect(all.purposes).toEqual(purposes)
    const personal = changed(all, { people: 'personal' })
    expect(personal.purposes).not.toContain('print')
    expect(purposesOf('personal')).not.toContain('print')
    const state = changed(personal, { cloud: 'us-gov' })
    expect([state.people, peopleIn('us-gov'), peopleIn('global').length]).toEqual(['work', ['work'], 3])
    expect(changed(state, { cloud: 'global' }).people).toBe('work')
  })

  test('where clouds are decided, the first that is allowed takes the place of one that isn\u2019t, with all that follows', () => {
    expect(inAllowedCloud(emptyMicrosoft, allClouds)).toEqual(emptyMicrosoft)
    expect(inAllowedCloud(emptyMicrosoft, ['us-dod', 'china'])).toMatchObject({ cloud: 'us-dod', people: 'work' })
    expect(inAllowedCloud({ ...emptyMicrosoft, cloud: 'china' }, ['us-dod', 'china']).cloud).toBe('china')
    // None at all: then Microsoft itself is not offered, and the engine refuses.
    expect(inAllowedCloud(emptyMicrosoft, [])).toEqual(emptyMicrosoft)
  })

  test('an account for nothing is no account', () => {
    expect(microsoftProblem(changed(emptyMicrosoft, { purposes: [] }))).toBe('purposes')
    expect(microsoftProblem(emptyMicrosoft)).toBeNull()
  })
})

describe('the form of Box', () => {
  const filled = { ...emptyBox, clientId: 'abc', clientSecret: 'canary', token: 'other-canary' }

  test('an app of its own has an id and a secret; what Longshore was set up with needs neither', () => {
    expect(boxProblem(emptyBox)).toBeNull()
    expect(boxProblem({ ...filled, clientSecret: ' ' })).toBe('clientSecret')
    expect(boxProblem(filled)).toBeNull()
    const request = boxRequest(filled, ['box', 'box-2'])
    expect(request).toEqual({ account: { kind: 'box', name: 'box-3', clientId: 'abc', clientSecret: 'canary' } })
    expect(takes(request)).toBe(true)
  })

  test('a developer token goes alone, without what was written beside it', () => {
    const form = { ...filled, how: 'token' as const }
    expect(boxProblem({ ...form, token: '' })).toBe('token')
    const request = boxTokenRequest(form, [])
    expect(request).toEqual({ kind: 'box', name: 'box', tokens: { accessToken: 'other-canary' } })
    expect(contract.accounts.add.in.safeParse(request).success).toBe(true)
  })
})

test('again: the same account; more only where somebody wants more', () => {
  const again = againRequest('work', { more: [], clientSecret: ' ' })
  expect(again).toEqual({ account: { again: 'work' } })
  expect(againRequest('work', { more: ['todo'], clientSecret: 'new' })).toEqual({
    account: { again: 'work', clientSecret: 'new' },
    destinations: ['todo'],
  })
  expect(takes(again)).toBe(true)
})

test('a name that no account has yet', () => {
  expect([freeName('box', []), freeName('box', ['box']), freeName('box', ['box', 'box-3'])]).toEqual([
    'box',
    'box-2',
    'box-2',
  ])
})

test.each([
  ['https://login.microsoftonline.com/common', 'https://login.microsoftonline.com/common'],
  ['http://localhost:1/a', 'http://localhost:1/a'],
  ['http://127.0.0.1:1/a', 'http://127.0.0.1:1/a'],
  ['http://[::1]:1/a', 'http://[::1]:1/a'],
  ['http://login.example/', null],
  ['http://localhost.example/', null],
  ['javascript:alert(1)', null],
  ['java\nscript:alert(1)', null],
  ['data:text/html,<script>', null],
  ['file:///etc/passwd', null],
  ['https://user:secret@login.example/', null],
  ['blob:https://login.example/1', null],
  ['', null],
])('a link to %s leads to %s', (address, href) => {
  expect(linkTo(address)).toBe(href)
})

test.each([
  ['HJ7Q4KWZ', 'HJ7Q 4KWZ'],
  ['ABCDEFGHJ', 'ABC DEF GHJ'],
  ['ABC-DEF', 'ABC-DEF'],
  ['ABC12', 'ABC12'],
  ['', ''],
])('the code %s is shown as %s', (code, shown) => {
  expect(inGroups(code)).toBe(shown)
})

test('each step says where it leads', () => {
  expect(afterStep({ step: 'browser', url: 'u', opened: true })).toEqual({ at: 'browser', url: 'u', opened: true })
  const account = anAccount('a')
  expect(afterStep({ step: 'done', account })).toEqual({ at: 'done', account })
})

test('a lost sign-in is news once; that it is in order again ends it', () => {
  const known = new Map([
    ['a', 'ready' as const],
    ['b', 'signed-out' as const],
  ])
  const [a, b] = [anAccount('a', 'signed-out'), anAccount('b', 'signed-out')]
  expect(signInNews(null, [a, b])).toEqual({ lost: [], isAllWell: false })
  expect(signInNews(known, [a, b])).toEqual({ lost: ['a'], isAllWell: false })
  expect(signInNews(known, [anAccount('a'), anAccount('b')])).toEqual({ lost: [], isAllWell: true })
  // One that has just been added in this state was never in order.
  expect(signInNews(known, [anAccount('c', 'signed-out')]).lost).toEqual([])
})
