import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BoxDestination } from '../../../src/shared/box-address.ts'
import { canonical, formatDestination, parseDestination } from '../../../src/shared/destination.ts'
import { viewOf } from '../../../src/shared/failure.ts'
import type { OneDriveDestination } from '../../../src/shared/onedrive-address.ts'
import type { OutlookDestination } from '../../../src/shared/outlook-address.ts'
import type { PrintDestination } from '../../../src/shared/print-address.ts'
import type { TodoDestination } from '../../../src/shared/todo-address.ts'

const mine = { kind: 'mine' } as const
const root = { of: 'root', drive: mine } as const
const shareUrl = 'https://1drv.ms/f/s!AkijuZglD51udfLsFi30AdFNNJ0'
const shareId = `u!${Buffer.from(shareUrl).toString('base64url')}`

type Row = [address: string, base: OneDriveDestination['base'], path: string[], spelling?: string]

const rows: Row[] = [
  ['onedrive:/', root, []],
  ['onedrive:/Scans', root, ['Scans']],
  ['onedrive:/Path/To/Folder', root, ['Path', 'To', 'Folder']],
  ['onedrive:/Path//To/', root, ['Path', 'To'], 'onedrive:/Path/To'],
  ['OneDrive:/Scans/', root, ['Scans'], 'onedrive:/Scans'],
  ['onedrive:/100%25 really', root, ['100%25 really']],
  ['onedrive:/Ünïcode 漢字 🚢/a#b?c', root, ['Ünïcode 漢字 🚢', 'a#b?c']],
  ['onedrive:root', root, [], 'onedrive:/'],
  ['onedrive:root:/A/B', root, ['A', 'B'], 'onedrive:/A/B'],
  ['onedrive:items/01ABC!12', { of: 'item', drive: mine, id: '01ABC!12' }, []],
  ['onedrive:items/ID:/', { of: 'item', drive: mine, id: 'ID' }, [], 'onedrive:items/ID'],
  ['onedrive:items/ID/', { of: 'item', drive: mine, id: 'ID' }, [], 'onedrive:items/ID'],
  ['onedrive:items/ID:/Sub/Path', { of: 'item', drive: mine, id: 'ID' }, ['Sub', 'Path']],
  ['onedrive:drives/b!x-_', { of: 'root', drive: { kind: 'drive', id: 'b!x-_' } }, []],
  ['onedrive:drives/D/root', { of: 'root', drive: { kind: 'drive', id: 'D' } }, [], 'onedrive:drives/D'],
  ['onedrive:drives/D/root:/', { of: 'root', drive: { kind: 'drive', id: 'D' } }, [], 'onedrive:drives/D'],
  ['onedrive:drives/D/root:/Path', { of: 'root', drive: { kind: 'drive', id: 'D' } }, ['Path']],
  ['onedrive:drives/D/items/I', { of: 'item', drive: { kind: 'drive', id: 'D' }, id: 'I' }, []],
  ['onedrive:drives/D/items/I:/Sub/P', { of: 'item', drive: { kind: 'drive', id: 'D' }, id: 'I' }, ['Sub', 'P']],
  ['onedrive:sites/host.example,1-2,3-4', { of: 'root', drive: { kind: 'site', id: 'host.example,1-2,3-4' } }, []],
  ['onedrive:sites/h,1,2/root:/P', { of: 'root', drive: { kind: 'site', id: 'h,1,2' } }, ['P']],
  ['onedrive:sites/h,1,2/items/I', { of: 'item', drive: { kind: 'site', id: 'h,1,2' }, id: 'I' }, []],
  ['onedrive:groups/G/root:/P', { of: 'root', drive: { kind: 'group', id: 'G' } }, ['P']],
  ['onedrive:users/ann@example.org', { of: 'root', drive: { kind: 'user', id: 'ann@example.org' } }, []],
  ['onedrive:users/U/items/I:/P', { of: 'item', drive: { kind: 'user', id: 'U' }, id: 'I' }, ['P']],
  ['onedrive:special/approot', { of: 'special', id: 'approot' }, []],
  ['onedrive:special/documents/A/B', { of: 'special', id: 'documents' }, ['A', 'B']],
  ['onedrive:shares/u!abc', { of: 'share', shareId: 'u!abc', viaRoot: false }, []],
  ['onedrive:shares/u!abc/root', { of: 'share', shareId: 'u!abc', viaRoot: true }, []],
  ['onedrive:shares/u!abc/root/A/B', { of: 'share', shareId: 'u!abc', viaRoot: true }, ['A', 'B']],
  [
    `onedrive:shares/${encodeURIComponent(shareUrl)}/root/A`,
    { of: 'share', shareId, viaRoot: true },
    ['A'],
    `onedrive:shares/${shareId}/root/A`,
  ],
  ['onedrive:bundles/B', { of: 'bundle', id: 'B' }, []],
  ['onedrive:following/F/', { of: 'following', id: 'F' }, [], 'onedrive:following/F'],
]

test.each(rows)('%s', (...[address, base, path, spelling = address]: Row) => {
  const parsed = parseDestination(address)
  expect(parsed).toEqual({ ok: true, value: { kind: 'onedrive', base, path } })
  expect(canonical(address)).toBe(spelling)
  expect(parseDestination(spelling)).toEqual(parsed)
})

test.each<[address: string, user: string | null, collection: 'messages' | 'events', id: string, spelling?: string]>([
  ['outlook:messages/AAMkAD-x_Y=', null, 'messages', 'AAMkAD-x_Y='],
  ['Outlook:events/AAMk=/', null, 'events', 'AAMk=', 'outlook:events/AAMk='],
  ['outlook:users/ann@example.org/messages/AAMk=', 'ann@example.org', 'messages', 'AAMk='],
  ['outlook:users/8d1e-42/events/AAMk=', '8d1e-42', 'events', 'AAMk='],
])('%s', (...[address, user, collection, id, spelling = address]) => {
  const parsed = parseDestination(address)
  expect(parsed).toEqual({ ok: true, value: { kind: 'outlook', user, collection, id } })
  expect(canonical(address)).toBe(spelling)
})

test.each<[address: string, user: string | null, list: string, task: string, spelling?: string]>([
  ['todo:lists/AAMkL-x_Y=/tasks/AAMkT=', null, 'AAMkL-x_Y=', 'AAMkT='],
  ['Todo:lists/L/tasks/T/', null, 'L', 'T', 'todo:lists/L/tasks/T'],
  ['todo:users/ann@example.org/lists/L=/tasks/T=', 'ann@example.org', 'L=', 'T='],
])('%s', (...[address, user, list, task, spelling = address]) => {
  expect(parseDestination(address)).toEqual({ ok: true, value: { kind: 'todo', user, list, task } })
  expect(canonical(address)).toBe(spelling)
})

test.each<[address: string, of: 'shares' | 'printers', document: PrintDestination['document'], spelling?: string]>([
  ['print:shares/P', 'shares', null],
  ['Print:printers/P/', 'printers', null, 'print:printers/P'],
  ['print:printers/P/jobs/7/documents/D', 'printers', { job: '7', id: 'D', isBeta2020: false }],
  ['print:shares/P/jobs/7/documents/D', 'shares', { job: '7', id: 'D', isBeta2020: false }],
  ['print:printers/P/jobs/7/documents/D?api=beta-2020', 'printers', { job: '7', id: 'D', isBeta2020: true }],
])('%s', (...[address, of, document, spelling = address]) => {
  const value = { kind: 'print', printer: { of, id: 'P' }, document }
  expect(parseDestination(address)).toEqual({ ok: true, value })
  expect(canonical(address)).toBe(spelling)
})

test.each<[address: string, base: BoxDestination['base'], path: string[], spelling?: string]>([
  ['box:/', { of: 'root' }, []],
  ['box:/Path/To/Folder', { of: 'root' }, ['Path', 'To', 'Folder']],
  ['Box:/Path//To/', { of: 'root' }, ['Path', 'To'], 'box:/Path/To'],
  ['box:/100%25 really: a#b?c \\ d', { of: 'root' }, ['100%25 really: a#b?c \\ d']],
  ['box:folders/0', { of: 'root' }, [], 'box:/'],
  ['box:folders/123456789012', { of: 'folder', id: '123456789012' }, []],
  ['box:folders/12/', { of: 'folder', id: '12' }, [], 'box:folders/12'],
  ['box:files/12345', { of: 'file', id: '12345' }, []],
])('%s', (...[address, base, path, spelling = address]) => {
  const parsed = parseDestination(address)
  expect(parsed).toEqual({ ok: true, value: { kind: 'box', base, path } })
  expect(canonical(address)).toBe(spelling)
  expect(parseDestination(spelling)).toEqual(parsed)
})

describe('what is no address', () => {
  test.each([
    ['', 'does not say which service'],
    ['/home/ann/Scans', 'does not say which service'],
    ['C:\\Scans', "'c' is not a service"],
    ['constructor:/x', "'constructor' is not a service"],
    ['dropbox:/x', "'dropbox' is not a service"],
    ['onedrive:', 'does not say where'],
    ['onedrive:Scans', "'Scans' is none of the forms"],
    ['onedrive:items/', 'items/ID needs an id'],
    ['onedrive:items/ID/Sub', 'comes after a colon'],
    ['onedrive:items/ID:Sub', 'begins with a slash'],
    ['onedrive:items/..', 'cannot be what items/ID asks for'],
    ['onedrive:items/a%2Fb', 'cannot be what items/ID asks for'],
    ['onedrive:drives/', 'drives/ID needs an id'],
    ['onedrive:drives/D/Path', "not 'Path'"],
    ['onedrive:bundles/B/x', 'no path below it'],
    ['onedrive:special/', 'special/NAME needs'],
    ['onedrive:shares/https://1drv.ms/x', 'percent-encoded'],
    ['onedrive:shares/http%3A%2F%2F1drv.ms%2Fx', 'share id or a percent-encoded https'],
    ['onedrive:shares/%zz', 'share id'],
    ['onedrive:shares/u!a/Path', "not 'Path'"],
    ['onedrive:/a/../b', "no '.' or '..'"],
    ['onedrive:/a\nb', 'control character'],
    ['onedrive:/\ud800', 'valid Unicode'],
    ['outlook:', 'which message or event'],
    ['outlook:drafts/ID', "'drafts' is neither messages nor events"],
    ['outlook:messages', "'' cannot be the id"],
    ['outlook:messages/', "'' cannot be the id"],
    ['outlook:messages/ID/attachments', 'nothing comes after its id'],
    ['outlook:messages/a%2Fb', 'cannot be the id that messages/ID asks for'],
    ['outlook:events/..', 'cannot be the id that events/ID asks for'],
    ['outlook:users/messages/ID', 'neither messages nor events'],
    ['outlook:users//messages/ID', 'users/UPN needs an address'],
    ['todo:', 'which task'],
    ['todo:tasks/T', "'tasks' is none of the forms"],
    ['todo:lists', "needs the list's id"],
    ['todo:lists/L', 'its tasks do'],
    ['todo:lists//tasks/T', "needs the list's id"],
    ['todo:lists/L/notes/T', "not 'notes'"],
    ['todo:lists/L/tasks', "needs the task's id"],
    ['todo:lists/L/tasks/T/attachments', 'nothing comes after its id'],
    ['todo:lists/a%2Fb/tasks/T', "needs the list's id"],
    ['todo:lists/L/tasks/..', "needs the task's id"],
    ['todo:users/lists/L/tasks/T', 'none of the forms'],
    ['todo:users//lists/L/tasks/T', 'users/ID needs'],
    ['print:', 'which printer'],
    ['print:P', 'which printer'],
    ['print:shares/', 'shares/ID needs the id'],
    ['print:printers/a%2Fb', 'printers/ID needs the id'],
    ['print:shares/P/queue', 'comes jobs/ID'],
    ['print:printers/P/jobs', 'comes jobs/ID'],
    ['print:printers/P/jobs/7', 'comes documents/ID'],
    ['print:printers/P/jobs/7/documents/..', 'comes documents/ID'],
    ['print:printers/P/jobs/7/documents/D/x', 'nothing comes after its id'],
    ['print:printers/P?api=beta-2020', 'for the document of a job'],
    ['print:printers/P/jobs/7/documents/D?api=beta', 'api=beta-2020 and nothing else'],
    ['print:printers/P/jobs/7/documents/D?api=beta-2020?x', 'api=beta-2020 and nothing else'],
    ['print:shares/P/jobs/7/documents/D?api=beta-2020', 'knows printers only'],
    ['box:', 'does not say where'],
    ['box:Path', "'Path' is none of the forms"],
    ['box:folders/', 'folders/ID needs the number'],
    ['box:folders/abc', 'folders/ID needs the number'],
    ['box:files/1?x', 'files/ID needs the number'],
    ['box:folders/1/Sub', 'no path below it'],
    ['box:/a/../b', "no '.' or '..'"],
  ])('%s', (address, words) => {
    const parsed = parseDestination(address)
    if (parsed.ok) throw new Error('it was taken for an address')
    expect(parsed.failure.code).toBe('address-invalid')
    const view = viewOf(parsed.failure, null)
    expect(view.message).toContain(words)
    expect(view.message).not.toMatch(/[\n…]/)
    expect(canonical(address)).toBe(address)
  })
})

const id = fc.stringMatching(/^[A-Za-z0-9!,_@-]{1,30}$/)
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[/\u0000-\u001f\u007f\p{Surrogate}]/u.test(text) && text !== '.' && text !== '..')
const path = fc.array(name, { maxLength: 5 })
const drive = fc.oneof(
  fc.constant(mine),
  fc.record({ kind: fc.constantFrom('drive' as const, 'site' as const, 'group' as const, 'user' as const), id }),
)
const document = fc.record({ job: id, id, isBeta2020: fc.constant(false) })
const print: fc.Arbitrary<PrintDestination> = fc.record({
  kind: fc.constant('print' as const),
  printer: fc.record({ of: fc.constantFrom('shares' as const, 'printers' as const), id }),
  document: fc.option(document),
})
const destination: fc.Arbitrary<
  OneDriveDestination | OutlookDestination | PrintDestination | TodoDestination | BoxDestination
> = fc.oneof(
  print,
  fc.record({ kind: fc.constant('box' as const), base: fc.record({ of: fc.constant('root' as const) }), path }),
  fc.record({
    kind: fc.constant('box' as const),
    base: fc.record({
      of: fc.constantFrom('folder' as const, 'file' as const),
      id: fc.stringMatching(/^[1-9][0-9]{0,18}$/),
    }),
    path: fc.constant([]),
  }),
  fc.record({
    kind: fc.constant('onedrive' as const),
    base: fc.record({ of: fc.constant('root' as const), drive }),
    path,
  }),
  fc.record({
    kind: fc.constant('onedrive' as const),
    base: fc.record({ of: fc.constant('item' as const), drive, id }),
    path,
  }),
  fc.record({
    kind: fc.constant('onedrive' as const),
    base: fc.record({ of: fc.constant('special' as const), id }),
    path,
  }),
  fc.record({
    kind: fc.constant('onedrive' as const),
    base: fc.record({ of: fc.constantFrom('bundle' as const, 'following' as const), id }),
    path: fc.constant([]),
  }),
  fc.record({
    kind: fc.constant('onedrive' as const),
    base: fc.record({
      of: fc.constant('share' as const),
      shareId: id.map((text) => text.replaceAll('@', '~')),
      viaRoot: fc.constant(true),
    }),
    path,
  }),
  fc.record({
    kind: fc.constant('todo' as const),
    user: fc.option(id),
    list: id,
    task: id,
  }),
  fc.record({
    kind: fc.constant('outlook' as const),
    user: fc.option(id),
    collection: fc.constantFrom('messages' as const, 'events' as const),
    id: id.map((text) => `${text}=`),
  }),
)

test('an address that we wrote is read back as the same place, and is its own canonical spelling', () => {
  fc.assert(
    fc.property(destination, (place) => {
      const address = formatDestination(place)
      expect(parseDestination(address)).toEqual({ ok: true, value: place })
      expect(canonical(address)).toBe(address)
    }),
  )
})

test('no text makes the parser throw, and the canonical spelling is stable', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((rest) => `onedrive:${rest}`),
    fc.string().map((rest) => `outlook:users/${rest}`),
    fc
      .array(fc.constantFrom('items', 'drives', 'sites', 'root', 'shares', ':', '/', 'special', 'x', '%', '..'))
      .map((parts) => `onedrive:${parts.join('')}`),
  )
  fc.assert(
    fc.property(text, (address) => {
      expect(canonical(canonical(address))).toBe(canonical(address))
    }),
  )
})
