import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLocalAddress, isLocalHost } from '../../../src/main/net/addresses.ts'
import { egressTable } from '../../../src/main/net/egress-table.ts'
import type { EgressRow } from '../../../src/main/net/egress-table.ts'
import { accountOf } from '../../../src/main/services/new-account.ts'
import { boxTokenDomains, isSafeRoot, mayCarryToken, refusalOf } from '../../../src/main/net/egress.ts'

test.each([
  '127.0.0.1',
  '127.255.0.3',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:c0a8:101::1',
])('%s is local', (address) => {
  expect(isLocalAddress(address)).toBe(true)
})

test.each([
  '93.184.216.34',
  '172.15.0.1',
  '172.32.0.1',
  '100.128.0.1',
  '223.255.255.255',
  '2606:2800:220:1:248:1893:25c8:1946',
  '::ffff:93.184.216.34',
  '64:ff9b::93.184.216.34',
  '2002:5db8:d822::1',
  'graph.microsoft.com',
  '',
  'nonsense',
])('%s is not', (address) => {
  expect(isLocalAddress(address)).toBe(false)
})

test('an IPv4 address is judged the same, however it is wrapped', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const isLocal = isLocalAddress(address)
      expect(isLocalAddress(`::ffff:${address}`)).toBe(isLocal)
      expect(isLocalAddress(`64:ff9b::${address}`)).toBe(isLocal)
    }),
  )
})

test.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['a.localhost', true],
  ['localhost.example', false],
  ['graph.microsoft.com', false],
])('host %s', (host, expected) => {
  expect(isLocalHost(host)).toBe(expected)
})

describe('NW4: fault-N14 an upload address that a server gave', () => {
  const far = { roots: ['https://graph.microsoft.com'], isLocal: false }
  const near = { roots: ['http://127.0.0.1:4000'], isLocal: true }

  test.each([
    "https://contoso.sharepoint.com/sites/s/_api/v2.0/drive/items/1/uploadSession?guid='1'&tempauth=x",
    'https://api.onedrive.com/rup/1/2/3',
    'https://contoso.sharepoint.com:8443/x',
  ])('%s is fine', (url) => {
    expect(refusalOf(url, far)).toBeNull()
    expect(refusalOf(url, near)).toBeNull()
  })

  test.each([
    'http://contoso.sharepoint.com/x',
    'ftp://contoso.sharepoint.com/x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://user:secret@contoso.sharepoint.com/x',
    'https://user@contoso.sharepoint.com/x',
    '/relative',
    '',
  ])('%s is refused for everybody', (url) => {
    expect(refusalOf(url, far)).toMatchObject({ code: 'unsafe-upload-address' })
    expect(refusalOf(url, near)).toMatchObject({ code: 'unsafe-upload-address' })
    expect(JSON.stringify(refusalOf(url, far))).not.toContain('secret')
  })

  test.each([
    'https://localhost/x',
    'https://127.0.0.1/x',
    'https://127.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://192.168.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1:8443/x',
  ])('%s is refused but for accounts that live there', (url) => {
    expect(refusalOf(url, far)).toMatchObject({ code: 'unsafe-upload-address' })
    expect(refusalOf(url, near)).toBeNull()
  })

  test('plain http stays on this computer', () => {
    expect(refusalOf('http://localhost:4001/up', near)).toBeNull()
    expect(refusalOf('http://192.168.0.1/up', near)).toMatchObject({ code: 'unsafe-upload-address' })
    expect(refusalOf('http://localhost:4001/up', far)).toMatchObject({ code: 'unsafe-upload-address' })
  })
})

test.each([
  ['https://graph.microsoft.com/v1.0/me', true],
  ['https://graph.microsoft.com:443/v1.0/me', true],
  ['https://graph.microsoft.com.evil.example/', false],
  ['https://graph.microsoft.com:444/', false],
  ['https://graph.microsoft.com@evil.example/', false],
  ['http://graph.microsoft.com/', false],
  ['https://contoso.sharepoint.com/', false],
  ['nonsense', false],
])('NW2: a token to %s: %s', (url, expected) => {
  expect(mayCarryToken(url, { roots: ['https://graph.microsoft.com'], isLocal: false })).toBe(expected)
})

const realBox = {
  roots: ['https://api.box.com', 'https://upload.box.com'],
  tokenDomains: boxTokenDomains('https://api.box.com'),
  isLocal: false,
}

test.each([
  ['https://api.box.com/2.0/users/me', true],
  ['https://upload.box.com/api/2.0/files/upload_sessions/1', true],
  ['https://upload.app.box.com/api/2.0/files/upload_sessions/1', true],
  ['https://upload-las.app.box.com/api/2.0/files/content?upload_session_id=1', true],
  ['https://UPLOAD-LAS.APP.BOX.COM/x', true],
  ['https://upload.app.box-gov.com/x', true],
  ['https://box.com.evil.example/x', false],
  ['https://upload.box.com.evil.example/x', false],
  ['https://evilbox.com/x', false],
  ['https://upload.evilbox.com/x', false],
  ['https://evilbox-gov.com/x', false],
  ['https://box.com/x', false],
  ['https://upload.app.box.com./x', false],
  ['https://upload.box.com@evil.example/x', false],
  ['https://user@upload.app.box.com/x', false],
  ['https://user:secret@upload.app.box.com/x', false],
  ['https://upload.app.box.com:8443/x', false],
  ['https://upload.box.com:8443/x', false],
  ['http://upload.app.box.com/x', false],
  ['http://upload.box.com/x', false],
  ['https://evil.example/?u=https://upload.box.com', false],
  ['https://evil.example#.box.com', false],
  ['https://evil.example\\.box.com/x', false],
  ['https://127.0.0.1/x', false],
])('NW2: a token of the real Box to %s: %s', (url, expected) => {
  expect(mayCarryToken(url, realBox)).toBe(expected)
})

test.each([
  ['http://localhost:4001/up', true],
  ['http://127.0.0.1:4001/up', true],
  ['http://[::1]:4001/up', true],
  ['http://127.0.0.2:4001/up', false],
  ['http://localhost:4002/up', false],
  ['https://localhost:4001/up', false],
  ['http://localhost.:4001/up', false],
  ['http://127.0.0.1:4000/2.0', true],
  ['http://localhost:4000/2.0', false],
  ['http://[::1]:4000/2.0', false],
])('NW2: localhost is both of its addresses, and an address only itself: %s, %s', (url, expected) => {
  const roots = ['http://127.0.0.1:4000', 'http://localhost:4001']
  expect(mayCarryToken(url, { roots, isLocal: true })).toBe(expected)
})

test.each([
  ['https://api.box.com', true],
  ['https://api.box-gov.com', true],
  ['http://127.0.0.1:4000', false],
  ['https://box.corp.example', false],
  ['https://api.box.com:8443', false],
  ['https://api.box.com.evil.example', false],
  ['nonsense', false],
])('NW2: only the real Box at %s has hosts of its own to name: %s', (apiUrl, expected) => {
  const bounds = { roots: [apiUrl], tokenDomains: boxTokenDomains(apiUrl), isLocal: false }
  expect(mayCarryToken('https://upload-las.app.box.com/x', bounds)).toBe(expected)
})

test.each([
  ['https://graph.microsoft.com', true],
  ['https://10.0.0.1', true],
  ['http://127.0.0.1:4000', true],
  ['http://localhost:4000', true],
  ['http://[::1]:4000', true],
  ['http://10.0.0.1', false],
  ['http://graph.microsoft.com', false],
  ['https://user@graph.microsoft.com', false],
  ['graph.microsoft.com', false],
])('NW3: a root at %s: %s', (url, expected) => {
  expect(isSafeRoot(url)).toBe(expected)
})

describe('NW2: the egress table says of the clouds what is done', () => {
  const services = (['global', 'us-gov', 'us-dod', 'china'] as const).map((cloud) => {
    const account = accountOf({ kind: 'microsoft', cloud }, 0, isSafeRoot)
    if (!account.ok) throw new Error(account.failure.code)
    return { graphUrl: account.value.graphUrl ?? '', loginUrl: account.value.loginUrl ?? '' }
  })
  const rowOf = (url: string): EgressRow | undefined => {
    const { hostname } = new URL(url)
    return egressTable.find(({ hosts }) =>
      hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : host === hostname)),
    )
  }

  test.each(services.map(({ graphUrl }) => graphUrl))('%s is a root, and gets the token', (graphUrl) => {
    expect(mayCarryToken(`${graphUrl}/v1.0/me`, { roots: [graphUrl], isLocal: false })).toBe(true)
    expect(rowOf(graphUrl)?.credentials).toEqual(['authorization'])
  })

  test.each(services)('$loginUrl gets no token of any cloud', ({ graphUrl, loginUrl }) => {
    expect(mayCarryToken(`${loginUrl}/common`, { roots: [graphUrl], isLocal: false })).toBe(false)
    expect(rowOf(loginUrl)?.credentials).toEqual([])
  })

  test('what the table lets have a token is a root of a cloud, or Box', () => {
    const roots = services.map(({ graphUrl }) => new URL(graphUrl).hostname)
    const withToken = egressTable.filter(({ credentials }) => credentials.includes('authorization'))
    const hosts = withToken.flatMap((row) => row.hosts)
    expect(new Set(hosts)).toEqual(new Set([...roots, '*.box.com', '*.box-gov.com']))
    for (const host of hosts.filter((name) => name.startsWith('*.'))) {
      expect(mayCarryToken(`https://x${host.slice(1)}/`, realBox)).toBe(true)
    }
  })
})
