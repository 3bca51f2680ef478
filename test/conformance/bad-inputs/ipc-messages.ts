/** Fifty messages and more that a page which was taken over could put on its line to the main process. */

import type { Row } from './bad-input.ts'

/** What is said beside the number: a whole frame, or the input of an entry. */
interface Message {
  readonly kind?: unknown
  readonly name?: unknown
  readonly input?: unknown
  readonly [more: string]: unknown
}

/** A frame that is none, with a number that can be answered. */
const frame = (rule: string, message: Message): Row<Message> => [rule, message, 'usage']

const call = (rule: string, name: string, input: unknown, code = 'usage'): Row<Message> => [
  rule,
  { kind: 'call', name, input },
  code,
]

const subscribe = (rule: string, name: string, input: unknown): Row<Message> => [
  rule,
  { kind: 'subscribe', name, input, credit: 8 },
  'usage',
]

const nested = (depth: number): unknown => (depth === 0 ? 'x' : { deeper: nested(depth - 1) })
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `t${at}`)
const upload = { paths: ['/nowhere'], to: 'onedrive:/A' }
const watch = { folder: '/nowhere', to: 'onedrive:/A' }

export const badMessages: readonly Row<Message>[] = [
  frame('a frame is of a kind', { name: 'queue.summary', input: {} }),
  frame('a kind is one of five', { kind: 'reply', value: 'mine' }),
  frame('a kind is a word', { kind: ['call'], name: 'queue.summary', input: {} }),
  frame('a frame has nothing else in it', { kind: 'call', name: 'queue.summary', input: {}, as: 'root' }),
  frame('an entry is named', { kind: 'call', input: {} }),
  frame('a name is a word', { kind: 'call', name: { toString: 'queue.summary' }, input: {} }),
  frame('a name is short', { kind: 'call', name: `queue.${'x'.repeat(1_000)}`, input: {} }),
  frame('a stream is granted something', { kind: 'subscribe', name: 'queue.follow', input: {} }),
  frame('nothing is no grant', { kind: 'subscribe', name: 'queue.follow', input: {}, credit: 0 }),
  frame('a grant is whole', { kind: 'subscribe', name: 'queue.follow', input: {}, credit: 0.5 }),
  frame('a grant can be counted', { kind: 'credit', credit: 'Infinity' }),
  call('an entry is one of the contract', 'files.read', { path: '/etc/passwd' }),
  call('a member of every object is no group', 'constructor.name', {}),
  call('a member of every group is no entry', 'queue.hasOwnProperty', {}),
  call('an entry is in a group', 'summary', {}),
  call('an entry has two names', 'queue.page.limit', {}),
  call('a stream is not called', 'queue.follow', {}),
  subscribe('a question is not followed', 'queue.page', {}),
  call('an input has no prototype in it', 'settings.set', JSON.parse('{"key":"x","__proto__":{"locked":null}}')),
  call('an input is not bottomless', 'settings.set', { key: 'x', value: nested(64) }),
  call('an input is an object', 'queue.summary', 'all'),
  call('an input is there', 'queue.page', undefined),
  call('who asks for nothing says nothing', 'engine.status', { verbose: true }),
  call('an event of the power is one of two', 'engine.power', { event: 'reboot' }),
  call('the log is short', 'engine.logs', { limit: 1_000_000 }),
  call('a page is not whole', 'queue.page', { limit: 100_000 }),
  call('a page has rows', 'queue.page', { limit: -1 }),
  call('a row is whole', 'queue.page', { limit: 1.5 }),
  call('a number is no text', 'history.page', { limit: '10' }),
  call('a cursor is short', 'history.page', { cursor: 'c'.repeat(5_000) }),
  call('a state is one that there is', 'queue.page', { filter: { states: ['sending', 'stuck'] } }),
  call('a filter knows its members', 'queue.page', { filter: { where: '1=1' } }),
  call('rows are asked for in portions', 'queue.get', { ids: many(201) }),
  call('an id is not empty', 'queue.get', { ids: [''] }),
  call('an id is no essay', 'queue.get', { ids: ['i'.repeat(65)] }),
  call('something is enqueued', 'queue.enqueue', { ...upload, paths: [] }),
  call('a path has a name', 'queue.enqueue', { ...upload, paths: [''] }),
  call('a path is shorter than a book', 'queue.enqueue', { ...upload, paths: ['p'.repeat(40_000)] }),
  call('a path is a text', 'queue.enqueue', { ...upload, paths: [{ path: '/nowhere' }] }),
  call('there is something at a path', 'queue.enqueue', upload, 'path-missing'),
  call('a path does not end at a NUL', 'queue.enqueue', { ...upload, paths: ['/tmp\u0000/x'] }, 'path-missing'),
  call('what is enqueued goes somewhere', 'queue.enqueue', { paths: ['/nowhere'] }),
  call('a place is an address', 'queue.enqueue', { ...upload, to: '/etc' }, 'address-invalid'),
  call('an account that sends is there', 'queue.enqueue', { ...upload, account: 'nobody' }, 'account-unknown'),
  call('the server never renames', 'queue.enqueue', { ...upload, conflict: 'server-rename' }),
  call('some or all are canceled', 'queue.cancel', {}),
  call('all is all', 'queue.cancel', { all: 'yes' }),
  call('none are not some', 'queue.pause', { ids: [] }),
  call('not some and all', 'queue.resume', { ids: ['t1'], all: true }),
  call('an answer is for a retry alone', 'queue.cancel', { all: true, conflict: 'skip' }),
  call('what is explained has a name', 'queue.explain', { target: '' }),
  call('what is explained is there', 'queue.explain', { target: 'somebody else’s' }, 'not-found'),
  subscribe('few are followed', 'queue.follow', { ids: many(500) }),
  subscribe('unfinished is true or absent', 'queue.states', { unfinished: false }),
  call('an account is of a kind that there is', 'accounts.add', { kind: 'root' }),
  call('an account says no state of its own', 'accounts.add', { kind: 'practice', state: 'ready' }),
  call('a token is not empty', 'accounts.signIn', { name: 'cloud', tokens: { accessToken: '' } }),
  call(
    'an account that signs in is there',
    'accounts.signIn',
    { name: 'nobody', tokens: { accessToken: 'a' } },
    'account-unknown',
  ),
  subscribe('a sign-in is for something', 'accounts.authorize', { account: { kind: 'practice' }, destinations: [] }),
  call('an account that goes is there', 'accounts.remove', { name: 'nobody' }, 'account-unknown'),
  call('a place to look into is one', 'destinations.check', { to: 'file:///etc' }, 'address-invalid'),
  call(
    'a cursor is one of ours',
    'destinations.browse',
    { place: 'onedrive:/', cursor: 'https://evil.example/next' },
    'not-now',
  ),
  call('a watched folder that is there', 'watches.add', watch, 'path-missing'),
  call('a watch settles forwards', 'watches.add', { ...watch, settleMs: -1 }),
  call('a watch deletes nothing', 'watches.add', { ...watch, after: 'delete' }),
  call('since has a date', 'watches.add', { ...watch, existing: 'since=' }),
  call('a watch that goes is there', 'watches.remove', { id: '../w1' }, 'not-found'),
  call('a setting is one that there is', 'settings.set', { key: 'secrets.export', value: true }),
  call('a setting takes its own values', 'settings.set', { key: 'transfers.keepSmallTimes', value: 'maybe' }),
  call('a passphrase is longer than that', 'secrets.protect', { by: 'passphrase', passphrase: 'short' }),
  call('a key is kept in one of three ways', 'secrets.protect', { by: 'nobody' }),
  call('a dialog has no path', 'app.chooseFiles', { defaultPath: '/root' }),
]

/** What can't be answered ends the line: the page then hears `engine-unreachable` for whatever it still waits for. */
export const badPieces: readonly Row<unknown>[] = [
  ['a frame is JSON', '{"kind":"call"', 'engine-unreachable'],
  ['a frame is text', { kind: 'call', id: 1, name: 'queue.summary', input: {} }, 'engine-unreachable'],
  ['a frame is no number', 7, 'engine-unreachable'],
  ['a frame is something', null, 'engine-unreachable'],
  ['a frame is not made of bytes', new Uint8Array([123, 125]), 'engine-unreachable'],
]
