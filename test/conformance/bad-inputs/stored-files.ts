/**
 * Forty files and more that stand where the program reads its own: the queue, its lock, the key, the policy, certificates,
 * tokens. Each is made of a sound one, or in its place. `restored`: the queue's copy takes over, and people are told.
 */

import type { Row } from './bad-input.ts'

export interface BadFile {
  /** In the data folder; for `policy`, `ca` and `tokens` somewhere else. */
  readonly file: 'longshore.db' | 'lock.db' | 'key' | 'policy' | 'ca' | 'tokens' | '.'
  /** What it holds. */
  readonly text?: string
  /** The same in bytes, as hexadecimal digits. */
  readonly hex?: string
  /** Only so many bytes of the sound one. */
  readonly keep?: number
  /** At this byte of the sound one stands something else. */
  readonly at?: number
  /** A statement that makes the sound one odd. */
  readonly sql?: string
  /** No file at all. */
  readonly is?: 'folder' | 'pipe' | 'link to nowhere' | 'link to a device' | 'gone' | 'file'
  readonly mode?: number
  /** And what stands beside the queue: its log. */
  readonly log?: string
}

type File = Row<BadFile>

const queue = (code: string, rule: string, how: Omit<BadFile, 'file'>): File => [
  `queue: ${rule}`,
  { file: 'longshore.db', ...how },
  code,
]
const key = (rule: string, how: Omit<BadFile, 'file'>): File => [
  `key: ${rule}`,
  { file: 'key', ...how },
  'secrets-locked',
]
const policy = (rule: string, text: string | object, how: Omit<BadFile, 'file'> = {}): File => [
  `policy: ${rule}`,
  { file: 'policy', text: typeof text === 'string' ? text : JSON.stringify({ version: 1, ...text }), ...how },
  'policy-invalid',
]
const given = (file: 'ca' | 'tokens', rule: string, how: Omit<BadFile, 'file'>): File => [
  `${file}: ${rule}`,
  { file, ...how },
  'usage',
]

export const badFiles: readonly File[] = [
  queue('restored', 'it is a database', { text: 'dear diary' }),
  queue('restored', 'it is whole', { keep: 9_000 }),
  queue('restored', 'it is at least a head', { keep: 40, log: '' }),
  queue('restored', 'it is not empty beside its log', { text: '', log: 'what was left' }),
  queue('restored', 'it begins like one', { at: 0, text: 'SQLite format 7' }),
  queue('restored', 'it is ours', { at: 68, hex: '00c0ffee' }),
  queue('restored', 'its pages have a size', { at: 16, hex: '0000' }),
  queue('restored', 'its pages hold together', { at: 8_192, hex: 'a5'.repeat(20_000) }),
  queue('restored', 'its list of tables can be read', { at: 100, hex: '0d00ff00ff00ff00' }),
  queue('restored', 'it is there', { is: 'gone' }),
  queue('store-newer', 'it is of no later version', { sql: 'PRAGMA user_version = 99' }),
  queue('restored', 'it has its tables', { sql: 'DROP TABLE transfer' }),
  queue('store-newer', 'its version is no debt', { sql: 'PRAGMA user_version = -7' }),
  queue('store-failed', 'it is no folder', { is: 'folder' }),
  queue('store-failed', 'it is no pipe', { is: 'pipe' }),
  queue('store-failed', 'it is no device', { is: 'link to a device' }),
  ['lock: it is no folder', { file: 'lock.db', is: 'folder' }, 'store-failed'],
  ['lock: it is no pipe', { file: 'lock.db', is: 'pipe' }, 'store-failed'],
  ['data folder: others can’t write into it', { file: '.', mode: 0o777 }, 'store-failed'],
  ['data folder: it is a folder', { file: '.', is: 'file' }, 'store-failed'],
  key('it holds something', { text: '' }),
  key('it holds a key', { text: 'open sesame' }),
  key('it is not half a key', { text: 'c2hvcnQ=' }),
  key('it is the one that sealed', { text: Buffer.alloc(32, 7).toString('base64') }),
  key('it is JSON to its end', { text: '{"protection":"passphrase"' }),
  key('it says how it is protected', { text: '{"protection":"hope"}' }),
  key('a passphrase costs what can be paid', {
    text: '{"protection":"passphrase","scrypt":{"N":1e12,"r":8,"p":1},"salt":"AAAA","sealed":"x"}',
  }),
  key('a keychain is there to open it', { text: '{"protection":"keychain","wrapped":"AAAA"}' }),
  key('it is no book', { text: 'k'.repeat(100_000) }),
  key('it is no folder', { is: 'folder' }),
  key('it is no link', { is: 'link to a device' }),
  key('it is nobody else’s to read', { mode: 0o644 }),
  key('it is there where something is sealed', { is: 'gone' }),
  policy('it holds something', ''),
  policy('it is JSON', 'webUi: false'),
  policy('it ends', '{"version":1'),
  policy('nothing comes after the last', '{"version":1,}'),
  policy('it has no remarks', '{"version":1} // for now'),
  policy('it is an object', '[1]'),
  policy('it says its version', '{}'),
  policy('its version is known', { version: 2 }),
  policy('its keys are known', { 'accounts.kind': ['box'] }),
  policy('a key comes once', '{"version":1,"webUi":true,"webUi":false}'),
  policy('yes is true', { webUi: 'yes' }),
  policy('a list is a list', { 'accounts.kinds': 'box' }),
  policy('a kind is one of ours', { 'accounts.kinds': ['dropbox'] }),
  policy('a cloud is one of Microsoft’s', { 'accounts.clouds': ['mars'] }),
  policy('an endpoint is https', { 'accounts.endpoints': ['http://graph.example.com'] }),
  policy('a destination is an address', { destinations: ['everywhere'] }),
  policy('a folder is absolute', { 'watches.folders': ['Documents'] }),
  policy('a folder goes only down', { 'watches.folders': ['/srv/../etc'] }),
  policy('a limit is of something that has one', { limits: { 'accounts.count': 1 } }),
  policy('a limit is a number', { limits: { 'transfers.large': 'two' } }),
  policy('a limit is above nothing', { limits: { 'transfers.large': -1 } }),
  policy('a setting is there', { settings: { 'no.such': true } }),
  policy('a setting has a value of its kind', { settings: { 'transfers.keepSmallTimes': 'no' } }),
  policy('somebody is to be asked', { contact: '' }),
  policy('it has no prototype', '{"version":1,"__proto__":{"webUi":false}}'),
  policy('it is not bottomless', `{"version":1,"settings":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
  policy('it is no book', `{"version":1,"contact":"${'c'.repeat(1_100_000)}"}`),
  ['policy: it is UTF-8', { file: 'policy', hex: '7b2276657273696f6e223a31ff7d' }, 'policy-invalid'],
  ['policy: it is not of wide letters', { file: 'policy', hex: 'fffe7b0022007600' }, 'policy-invalid'],
  ['policy: it is no folder', { file: 'policy', is: 'folder' }, 'policy-invalid'],
  ['policy: it is no pipe', { file: 'policy', is: 'pipe' }, 'policy-invalid'],
  ['policy: its link leads somewhere', { file: 'policy', is: 'link to nowhere' }, 'policy-invalid'],
  [
    'policy: not everybody writes it',
    { file: 'policy', text: '{"version":1,"webUi":true}', mode: 0o666 },
    'policy-invalid',
  ],
  given('ca', 'it is there', { is: 'gone' }),
  given('ca', 'it holds a certificate', { text: 'trust me' }),
  given('ca', 'a key is no certificate', { text: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' }),
  given('ca', 'a certificate can be read', { text: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }),
  given('ca', 'it is no folder', { is: 'folder' }),
  given('tokens', 'it is there', { is: 'gone' }),
  given('tokens', 'it is JSON', { text: 'accessToken=abc' }),
  given('tokens', 'it is one person’s', { text: '[{"accessToken":"abc"}]' }),
  given('tokens', 'it holds a token', { text: '{"refreshToken":"abc"}' }),
  given('tokens', 'a token is a text', { text: '{"accessToken":42}' }),
  given('tokens', 'a token says something', { text: '{"accessToken":""}' }),
  given('tokens', 'it ends some day', { text: '{"accessToken":"abc","expiresAt":"tomorrow"}' }),
  given('tokens', 'it is no folder', { is: 'folder' }),
]
