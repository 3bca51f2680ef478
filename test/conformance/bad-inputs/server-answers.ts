/**
 * A hundred and fifty answers and more that a service, or whoever stands between, may give in place of the right one. Each
 * meets the first request of its kind in an upload that is otherwise well.
 */

import type { Row } from './bad-input.ts'

export type Service = 'OneDrive' | 'Outlook' | 'To Do' | 'Print' | 'Box'

export interface Answer {
  readonly from: Service
  /** The practice cloud's name of the request. */
  readonly to: string
  /** As one request, where the service has both ways. */
  readonly isSmall?: true
  readonly status: number
  readonly body?: string
  readonly json?: unknown
  readonly code?: string
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The request was handled, and the answer lies. */
  readonly stored?: true
}

type Reply = Omit<Answer, 'from' | 'to' | 'isSmall'>
type Line = Row<Answer>

const portal = '<!doctype html><title>Welcome</title><form action=/login>'
const page = { body: portal, contentType: 'text/html' }

const list = 'a list is no object'
const other = 'another thing is not this thing'

/** What no request of any service may be answered with, however it is put. */
const nonsense: readonly (readonly [rule: string, reply: Reply, code?: string])[] = [
  ['a sign-in page is no success', { status: 200, ...page }, 'network-sign-in'],
  ['nothing is no success', { status: 200 }],
  [list, { status: 200, json: [] }],
  ['half an answer is none', { status: 200, body: '{"id":"1', contentType: 'application/json' }],
  [other, { status: 200, json: { hello: 'world' } }],
]

interface At {
  readonly from: Service
  readonly to: string
  readonly isSmall?: true
  /** Nonsense that only leaves open what became of it, so that the place is asked and nothing has to be told. */
  readonly leavesOpen?: readonly string[]
}

function all(
  { leavesOpen = [], ...at }: At,
  what: string,
  ...more: readonly (readonly [rule: string, reply: Reply, code?: string])[]
): Line[] {
  return [...nonsense.filter(([rule]) => !leavesOpen.includes(rule)), ...more].map(
    ([rule, reply, code = 'bad-response']): Line => [`${at.from}, ${what}: ${rule}`, { ...at, ...reply }, code],
  )
}

const session = (uploadUrl: unknown, expirationDateTime: unknown = '2099-01-01T00:00:00Z'): Reply => ({
  status: 200,
  json: { uploadUrl, expirationDateTime, nextExpectedRanges: ['0-'] },
})
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const json = 'application/json'
const item = (members: object): Reply => ({
  status: 201,
  json: { id: 'practice-elsewhere', name: 'x.bin', size: 1, file: {}, ...members },
})

export const badAnswers: readonly Line[] = [
  ...all(
    { from: 'OneDrive', to: 'create' },
    'a session',
    ['null is nothing', { status: 200, json: null }],
    ['a text is no object', { status: 200, json: 'https://upload.example' }],
    ['an address is there', { status: 200, json: { expirationDateTime: '2099-01-01T00:00:00Z' } }],
    ['an address is a text', session(7)],
    ['an address is one', session('not an address'), 'unsafe-upload-address'],
    ['an address is not bare', session('http://upload.example.com/x'), 'unsafe-upload-address'],
    ['an address names no user', session('https://me:secret@upload.example.com/x'), 'unsafe-upload-address'],
    ['an address is of the web', session('file:///etc/passwd'), 'unsafe-upload-address'],
    ['an address is no script', session('javascript:alert(1)'), 'unsafe-upload-address'],
    ['a letter is of eight bits', { status: 200, body: '{"uploadUrl":"\u0000\u0001"}', contentType: json }],
    ['an answer is shallow', { status: 200, body: deep, contentType: json }],
    ['a number is one', { status: 200, body: '{"uploadUrl":NaN}', contentType: json }],
    ['an answer is short', { status: 200, body: `{"x":"${'y'.repeat(1_300_000)}"}`, contentType: json }],
    ['nobody is sent on for good', { status: 301, headers: { Location: 'https://evil.example/' } }, 'unsafe-redirect'],
    ['nobody is sent on for now', { status: 302, headers: { Location: 'http://127.0.0.1:9/' } }, 'unsafe-redirect'],
    ['nobody is sent to look elsewhere', { status: 303, headers: { Location: '/elsewhere' } }, 'unsafe-redirect'],
    ['a success is one that fits', { status: 226, json: { uploadUrl: 'x' } }],
    ['a method is known', { status: 405, code: 'methodNotAllowed' }, 'destination-refused'],
    ['a length was said', { status: 411, code: 'lengthRequired' }, 'destination-refused'],
    ['a pot pours tea', { status: 418, json: { error: 'short and stout' } }, 'destination-refused'],
    ['it can be done', { status: 501, code: 'notSupported' }, 'server-error'],
    ['there is no loop', { status: 508, json: { error: {} } }, 'server-error'],
    [
      'a pause has an end that can be read',
      { status: 429, code: 'tooManyRequests', headers: { 'Retry-After': 'soon' } },
      'throttled',
    ],
    [
      'a pause is not over before it began',
      { status: 429, code: 'tooManyRequests', headers: { 'Retry-After': '-5' } },
      'throttled',
    ],
    [
      'a pause does not end in the past',
      { status: 429, code: 'tooManyRequests', headers: { 'Retry-After': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
      'throttled',
    ],
  ),
  ...all(
    { from: 'OneDrive', to: 'put' },
    'a range',
    ['an item has an id', item({ id: '' })],
    ['an id is a text', item({ id: { toString: 'me' } })],
    ['a size is not negative', item({ size: -1, id: undefined })],
    ['a part of a content is no success', { status: 206, json: {} }],
    [
      'an upload is not sent elsewhere',
      { status: 307, headers: { Location: 'https://evil.example/' } },
      'unsafe-redirect',
    ],
    ['an upload is not sent home', { status: 302, headers: { Location: '/sign-in' } }, 'unsafe-redirect'],
    ['a session that is gone is made anew', { status: 410, json: { error: { code: 5 } } }, 'session-lost'],
    [
      'it is not a bad request for a reason that is no text',
      { status: 400, json: { error: { code: ['x'], message: {} } } },
      'destination-refused',
    ],
    ['a lock is let go', { status: 423, json: { error: null } }, 'destination-locked'],
    ['it has room', { status: 507, body: 'full' }, 'destination-full'],
    ['what is there is told as it is', { status: 502, ...page, stored: true }, 'server-error'],
    ['what was made is not called impossible', { status: 500, code: 'generalException', stored: true }, 'server-error'],
    ['what was made is not hidden by silence', { status: 200, stored: true }],
  ),
  ...all(
    { from: 'OneDrive', to: 'simplePut', isSmall: true },
    'a small file',
    ['what was made is an item', { status: 201, json: { value: [] } }],
    ['an item has a name', { status: 201, json: { id: 'x', size: 3 } }],
    ['what was made is not hidden', { status: 200, ...page, stored: true }, 'network-sign-in'],
    ['nobody is sent on', { status: 307, headers: { Location: '//evil.example/' } }, 'unsafe-redirect'],
  ),
  ...all(
    { from: 'Outlook', to: 'attachments' },
    'the attachments that are there',
    ['a list is a list', { status: 200, json: { value: 'none' } }],
    [
      'a next page is with the same service',
      { status: 200, json: { value: [], '@odata.nextLink': 'https://evil.example/' } },
      'unsafe-redirect',
    ],
  ),
  ...all({ from: 'Outlook', to: 'attach', isSmall: true }, 'a small file', [
    'what was attached is not hidden',
    { status: 201, ...page, stored: true },
    'network-sign-in',
  ]),
  ...all(
    { from: 'Outlook', to: 'create' },
    'a session',
    ['an address is a text', session({ href: 'https://outlook.example' })],
    ['an address is not bare', session('http://outlook.example.com/x'), 'unsafe-upload-address'],
    ['nobody is sent on', { status: 302, headers: { Location: 'https://evil.example/' } }, 'unsafe-redirect'],
  ),
  ...all({ from: 'Outlook', to: 'put', leavesOpen: ['nothing is no success', list, other] }, 'a range', [
    'nobody is sent on',
    { status: 308, headers: { Location: 'https://evil.example/' } },
    'unsafe-redirect',
  ]),
  ...all({ from: 'To Do', to: 'attachments' }, 'the attachments that are there', [
    'a next page is with the same service',
    { status: 200, json: { value: [], '@odata.nextLink': 'ftp://evil.example/' } },
    'unsafe-redirect',
  ]),
  ...all({ from: 'To Do', to: 'simplePut', isSmall: true }, 'a small file', [
    'what was attached is not hidden',
    { status: 200, ...page, stored: true },
    'network-sign-in',
  ]),
  ...all(
    { from: 'To Do', to: 'create' },
    'a session',
    [
      'an address is with the service that has the token',
      session('https://evil.example/upload'),
      'unsafe-upload-address',
    ],
    ['an address is a text', session(null)],
  ),
  ...all({ from: 'To Do', to: 'put', leavesOpen: ['nothing is no success', list, other] }, 'a range', [
    'nobody is sent on',
    { status: 307, headers: { Location: 'https://evil.example/' } },
    'unsafe-redirect',
  ]),
  ...all({ from: 'Print', to: 'printer' }, 'the printer', [
    'a printer has an id',
    { status: 200, json: { displayName: 'x' } },
  ]),
  ...all({ from: 'Print', to: 'createJob' }, 'a job', [
    'a job has its document',
    { status: 201, json: { id: '7', documents: [] } },
  ]),
  ...all({ from: 'Print', to: 'create' }, 'a session', [
    'an address is of the web',
    session('smb://printer/x'),
    'unsafe-upload-address',
  ]),
  ...all({ from: 'Print', to: 'put', leavesOpen: [other] }, 'a segment', [
    'nobody is sent on',
    { status: 302, headers: { Location: 'https://evil.example/' } },
    'unsafe-redirect',
  ]),
  ...all({ from: 'Print', to: 'start', leavesOpen: [other] }, 'the start'),
  ...all({ from: 'Box', to: 'preflight', leavesOpen: [list, other] }, 'the question beforehand'),
  ...all(
    { from: 'Box', to: 'simplePut', isSmall: true },
    'a small file',
    ['what was made is in the list', { status: 201, json: { total_count: 1, entries: [] } }],
    ['an id is a number', { status: 201, json: { entries: [{ type: 'file', id: '../1', name: 'x' }] } }],
    ['what was made is not hidden', { status: 200, ...page, stored: true }, 'network-sign-in'],
  ),
  ...all(
    { from: 'Box', to: 'create' },
    'a session',
    ['a session has its parts', { status: 201, json: { id: 'S', type: 'upload_session', session_endpoints: {} } }],
    [
      'a part has a size',
      { status: 201, json: { id: 'S', part_size: 0, total_parts: 1, session_expires_at: '2099-01-01T00:00:00Z' } },
    ],
    ['nobody is sent on', { status: 307, headers: { Location: 'https://evil.example/' } }, 'unsafe-redirect'],
  ),
  ...all(
    { from: 'Box', to: 'put' },
    'a part',
    ['a part has a digest', { status: 200, json: { part: { part_id: 'ABC', offset: 0, size: 1 } } }],
    ['nobody is sent on', { status: 302, headers: { Location: 'https://evil.example/' } }, 'unsafe-redirect'],
  ),
  ...all(
    { from: 'Box', to: 'commit' },
    'the commit',
    ['what was made is in the list', { status: 201, json: { entries: {} } }],
    ['what was made is not hidden', { status: 201, ...page, stored: true }, 'network-sign-in'],
  ),
]
