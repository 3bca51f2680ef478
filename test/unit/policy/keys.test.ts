/** What each key of a policy decides, as its file says it: from the text to the answers. */

import { describe, expect, it, test } from 'vitest'
import type { Account } from '../../../src/main/engine/ports/account.ts'
import { type PolicyFile, policyKeys } from '../../../src/main/policy/keys.ts'
import { parsePolicy } from '../../../src/main/policy/parse.ts'
import { type Policies, permissionsOf } from '../../../src/main/policy/permissions.ts'
import type { Failure } from '../../../src/shared/failure.ts'
import { viewOf } from '../../../src/shared/failure.ts'
import { boxRoots, cloudRoots } from '../../../src/shared/service-roots.ts'

const home = '/home/mara'

function fileOf(rules: object): PolicyFile {
  const parsed = parsePolicy(JSON.stringify({ version: 1, ...rules }), 'policy.json')
  if (!parsed.ok) throw new Error(parsed.failure.facts['detail'])
  return parsed.value
}

function decided(...rules: object[]): Policies {
  return permissionsOf(rules.map(fileOf), home)
}

const nowhere = { graphUrl: null, loginUrl: null, boxUrl: null, boxUploadUrl: null, boxLoginUrl: null }

function account(more: Partial<Account> = {}): Account {
  return {
    name: 'work',
    kind: 'microsoft',
    user: null,
    cloud: 'global',
    tenant: null,
    clientId: null,
    ...nowhere,
    ...cloudRoots.global,
    createdAt: 1,
    signedOut: false,
    ...more,
  }
}

const box = account({ name: 'box', kind: 'box', ...nowhere, ...boxRoots })
const practice = account({ name: 'practice', kind: 'practice', ...nowhere })

function sentence(refused: Failure | null): string {
  return refused === null ? 'allowed' : viewOf(refused, null).message
}

function nextStepOf(refused: Failure | null): string {
  return refused === null ? 'allowed' : viewOf(refused, null).nextStep
}

test('without a policy everything is allowed', () => {
  const free = permissionsOf([], home)
  expect([free.account(account()), free.destination('box:/A'), free.folder('/x'), free.webUi()]).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect([free.asksForTenant(account()), free.leads('onedrive:/'), free.view()]).toEqual([false, true, null])
})

test('policy `version`: a file of a later form is refused instead of half understood', () => {
  expect(parsePolicy('{"version": 2}', 'p').ok).toBe(false)
  expect(parsePolicy('{}', 'p').ok).toBe(false)
  expect(parsePolicy('{"version": 1}', 'p')).toEqual({ ok: true, value: { version: 1 } })
})

test('policy `contact`: people are told whom to ask', () => {
  const { contact, destination } = decided({ contact: 'it@example.com', destinations: [] })
  const refused = destination('box:/A')
  expect(contact).toBe('it@example.com')
  expect(nextStepOf(refused)).toContain('ask it@example.com')
  expect(nextStepOf(decided({ destinations: [] }).destination('box:/A'))).toContain('ask your administrator')
})

describe('policy `accounts.kinds`', () => {
  it('refuses other kinds, in words', () => {
    const { account: judge } = decided({ 'accounts.kinds': ['microsoft'] })
    expect([judge(account()), sentence(judge(box))]).toEqual([
      null,
      "The account 'box' of Box is not allowed on this computer; your administrator allows accounts of Microsoft.",
    ])
    expect(judge(practice)?.code).toBe('not-allowed-here')
  })
})

describe('policy `accounts.clouds`', () => {
  const { account: judge } = decided({ 'accounts.clouds': ['us-gov'] })
  it('refuses other clouds, and leaves Box alone', () => {
    expect(sentence(judge(account()))).toContain('in the cloud global')
    expect([judge(account({ cloud: 'us-gov', ...cloudRoots['us-gov'] })), judge(box), judge(practice)]).toEqual([
      null,
      null,
      null,
    ])
  })
  it.each([
    ['graphUrl', { graphUrl: 'https://graph.microsoft.com' }],
    ['loginUrl', { loginUrl: 'https://login.example' }],
    ['an address of Box beside it', { boxUrl: 'https://api.box.com', boxUploadUrl: 'https://upload.box.com' }],
  ])('is not fooled by an account that claims a cloud and is elsewhere: %s', (_, roots) => {
    const claimed = account({ cloud: 'us-gov', ...cloudRoots['us-gov'], ...roots })
    expect(judge(claimed)?.code).toBe('not-allowed-here')
  })
  it('nor by one of a practice cloud at an address of its own', () => {
    expect(judge(account({ kind: 'practice', ...nowhere, graphUrl: 'http://127.0.0.1:9' }))?.code).toBe(
      'not-allowed-here',
    )
  })
})

describe('policy `accounts.tenants`', () => {
  const id = '5a7e0000-0000-4000-8000-0000000000aa'
  const { tenant, asksForTenant, account: judge } = decided({ 'accounts.tenants': ['Contoso.com', id.toUpperCase()] })
  it.each([
    ['its id', { id, domains: [] }, true],
    ['one of its domains', { id: 'other', domains: ['contoso.onmicrosoft.com', 'contoso.com'] }, true],
    ['another one', { id: 'other', domains: ['fabrikam.com', 'notcontoso.com', 'contoso.com.evil.example'] }, false],
    ['nobody', null, false],
  ])('judges what the service says: %s', (_, found, isAllowed) => {
    expect(tenant('work', found) === null).toBe(isAllowed)
  })
  it('says whose the account is, and whose it must be', () => {
    expect(sentence(tenant('work', { id: 'x', domains: ['fabrikam.com'] }))).toBe(
      `The account 'work' of fabrikam.com is not allowed on this computer; your administrator allows accounts of contoso.com, ${id}.`,
    )
  })
  it('asks of everything that speaks Graph, and of nothing else', () => {
    const elsewhere = account({ kind: 'practice', ...nowhere, graphUrl: 'https://graph.microsoft.com' })
    expect([account(), elsewhere, box, practice].map((one) => asksForTenant(one))).toEqual([true, true, false, false])
    expect(decided({}).asksForTenant(account())).toBe(false)
  })
  it('believes nobody at an address of somebody’s choice', () => {
    expect(judge(account({ graphUrl: 'https://graph.example' }))?.code).toBe('not-allowed-here')
    expect([judge(account()), judge(box), judge(practice)]).toEqual([null, null, null])
  })
})

describe('policy `accounts.endpoints`', () => {
  const own = { graphUrl: 'https://graph.example', loginUrl: 'https://login.example:8443/sts' }
  const endpoints = ['HTTPS://Graph.example:443/', 'https://login.example:8443/sts/']
  it('takes the place of the known addresses, in whichever spelling', () => {
    const { account: judge } = decided({ 'accounts.endpoints': endpoints })
    expect(judge(account(own))).toBe(null)
    expect(sentence(judge(account()))).toContain('https://graph.microsoft.com')
    expect([judge(box)?.code, judge(practice)]).toEqual(['not-allowed-here', null])
  })
  it.each(['https://graph.example.evil.example', 'https://graph.example/other', 'http://graph.example', 'nonsense'])(
    'refuses %s',
    (graphUrl) => {
      const { account: judge } = decided({ 'accounts.endpoints': endpoints, 'accounts.tenants': ['a.example'] })
      expect(judge(account({ ...own, graphUrl }))?.code).toBe('not-allowed-here')
    },
  )
})

describe('policy `destinations`', () => {
  const { destination, leads } = decided({ destinations: ['box:/Team/', 'onedrive:sites/S', 'PRINT:', 'todo:lists/L'] })
  it.each([
    ['box:/Team', true],
    ['box:/Team/Sub', true],
    ['box://Team//Sub/', true],
    ['box:/Teams', false],
    ['box:/Team: Private', false],
    ['box:/Team?x', false],
    ['box:/Team/A: B', true],
    ['box:/team', false],
    ['box:/', false],
    ['box:folders/7', false],
    ['onedrive:sites/S', true],
    ['onedrive:sites/S/root:/Any', true],
    ['onedrive:sites/S/items/I:/Any', true],
    ['onedrive:sites/S2/root:/Any', false],
    ['onedrive:/', false],
    ['print:shares/P', true],
    ['print:printers/P/jobs/J/documents/D?api=beta-2020', true],
    ['todo:lists/L/tasks/T', true],
    ['todo:lists/L2/tasks/T', false],
    ['outlook:messages/M', false],
    ['no address', false],
  ])('%s', (address, isAllowed) => {
    expect(destination(address) === null).toBe(isAllowed)
  })
  it.each([
    ['box:/', true],
    ['box:/Team/Sub', true],
    ['box:/Other', false],
    ['onedrive:/', false],
    ['print:shares', true],
    ['todo:lists', true],
    ['outlook:drafts', false],
  ])('looking around in %s', (place, isAllowed) => {
    expect(leads(place)).toBe(isAllowed)
  })
})

describe('policy `watches.folders`', () => {
  const { folder } = decided({ 'watches.folders': ['/srv/scans', '~/Outbox'] })
  it.each([
    ['/srv/scans', true],
    ['/srv/scans/today', true],
    ['/srv/scans-old', false],
    ['/srv', false],
    ['/home/mara/Outbox/a', true],
    ['/home/otto/Outbox', false],
    ['~/Outbox', false],
  ])('%s', (path, isAllowed) => {
    expect(folder(path) === null).toBe(isAllowed)
  })
})

describe('policy `limits`', () => {
  it('the lowest counts', () => {
    const one = { limits: { 'transfers.large': 3, 'bandwidth.bytesPerSecond': 5_000 } }
    const { atMost } = decided(one, { limits: { 'transfers.large': 2 } })
    const keys = ['transfers.large', 'bandwidth.bytesPerSecond', 'transfers.small'] as const
    expect(keys.map((key) => atMost(key))).toEqual([2, 5_000, null])
  })
})

describe('policy `settings`', () => {
  it('the machine’s value counts, and null is a value', () => {
    const first = { settings: { 'transfers.large': 2, 'network.caFile': null } }
    const { lockOf } = decided(first, { settings: { 'transfers.large': 8, 'transfers.small': 1 } })
    const keys = ['transfers.large', 'network.caFile', 'transfers.small', 'bandwidth.bytesPerSecond'] as const
    expect(keys.map((key) => lockOf(key))).toEqual([{ value: 2 }, { value: null }, { value: 1 }, null])
  })
})

test('policy `webUi`: shut where one of the files says so', () => {
  expect(decided({ webUi: true }).webUi()).toBe(null)
  expect(decided({ webUi: true }, { webUi: false }).webUi()?.code).toBe('web-ui-closed')
})

describe('links', () => {
  test('policy `links`: never, for the organization, or any; two files leave what both allow', () => {
    const scopes = (...rules: object[]): readonly string[] => decided(...rules).links().scopes
    expect(scopes()).toEqual(['anyone', 'organization'])
    expect(scopes({ links: 'any' })).toEqual(['anyone', 'organization'])
    expect(scopes({ links: 'any' }, { links: 'organization' })).toEqual(['organization'])
    expect(scopes({ links: 'organization' }, { links: 'never' })).toEqual([])
    const { refusalOfLink } = decided({ links: 'organization', contact: 'it@example.com' })
    expect([refusalOfLink(null, null), refusalOfLink('organization', 900)]).toEqual([null, null])
    expect(sentence(refusalOfLink('anyone', null))).toBe(
      'A link for anyone is not allowed on this computer; your administrator allows those for the organization.',
    )
    expect(nextStepOf(refusalOfLink('anyone', null))).toContain('it@example.com')
    expect(sentence(decided({ links: 'never' }).refusalOfLink(null, null))).toMatch(/^A link to a file is not allowed/)
  })

  test('policy `links.days`: the lowest of all files, and no end is asked for only where none is decided', () => {
    expect(decided({ links: 'any' }).links().mostDays).toBe(null)
    const { links, refusalOfLink } = decided({ 'links.days': 30 }, { 'links.days': 7 })
    expect(links().mostDays).toBe(7)
    expect([refusalOfLink('anyone', 7), refusalOfLink(null, null)]).toEqual([null, null])
    expect(sentence(refusalOfLink('anyone', 8))).toBe(
      'A link that lives so long is not allowed on this computer; your administrator allows at most 7 days.',
    )
    for (const wrong of [{ 'links.days': 0 }, { 'links.days': '7' }, { links: 'sometimes' }]) {
      expect(() => fileOf(wrong)).toThrow(/links/)
    }
  })
})

test('another file takes away, and gives nothing back', () => {
  const machine = { 'accounts.kinds': ['microsoft'], destinations: ['onedrive:/Team'], webUi: false }
  const more = { 'accounts.kinds': ['microsoft', 'box'], destinations: ['onedrive:/', 'box:'], webUi: true }
  for (const both of [decided(machine, more), decided(more, machine)]) {
    expect([both.account(account()), both.account(box)?.code]).toEqual([null, 'not-allowed-here'])
    expect([both.destination('onedrive:/Team/A'), both.destination('onedrive:/B')?.code]).toEqual([
      null,
      'not-allowed-here',
    ])
    expect([both.leads('onedrive:/'), both.leads('box:/'), both.webUi() === null]).toEqual([true, false, false])
    expect(both.view()).toMatchObject({ accountKinds: ['microsoft'], webUi: false })
  }
})

test('the example of every key is taken', () => {
  for (const [key, { example }] of Object.entries(policyKeys)) {
    expect(fileOf({ [key]: example }), key).toHaveProperty([key])
  }
})
