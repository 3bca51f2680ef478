/** Queues as people have them, for pictures and for the tests in a browser. */

import { anEntry } from './folder-world.ts'
import { failure, viewOf } from '../../src/shared/failure.ts'
import type { FailureCode } from '../../src/shared/failure.ts'
import { publicStates, states } from '../../src/shared/lifecycle.ts'
import type { Standing } from '../../src/shared/standing.ts'
import type { Tallies, TransferView } from '../../src/shared/transfer.ts'
import { aTransfer } from './fake-engine.ts'
import { QueueWorld } from './queue-world.ts'

const gigabyte = 1e9

function failed(code: FailureCode, facts: Record<string, string>, retryAt: number | null = null) {
  return viewOf(failure(code, facts), retryAt)
}

function counts(some: Partial<Tallies>): Tallies {
  return { ...(Object.fromEntries(publicStates.map((state) => [state, 0])) as Tallies), ...some }
}

function remote(name: string, size: number): TransferView['remote'] {
  return {
    id: `01REMOTE${name.length}`,
    name,
    size,
    hash: { algorithm: 'quickXorHash', value: 'RkY2wdtP6zDGCzXnHlZdJhJk6mQ=' },
    webUrl: `https://contoso.example/drive/${encodeURIComponent(name)}`,
  }
}

/** Work of every kind, one file that needs a person, two folders, two accounts. */
/** Where some of the rows below stand: on their way, asked to wait, and in need of an answer. */
function someStandings(): readonly (readonly [id: string, standing: Standing])[] {
  const until = Date.parse('2026-11-21T14:32:00.000Z')
  const waits = failed('throttled', { host: 'graph.microsoft.com' }, until)
  const asks = failed('name-taken', { name: 'Q3 figures.xlsx' })
  const well = { why: null, nextAt: null, attempts: 0, restarts: 0, isFinal: false, evidence: null, last: null }
  const opened = { openedAt: '2026-11-21T11:58:10.000Z', expiresAt: '2026-11-24T11:58:10.000Z' }
  const base = { ...well, since: '2026-11-21T11:58:10.000Z', session: null }
  return [
    [
      'r1',
      {
        ...base,
        state: 'sending',
        what: states.sending,
        next: 'The next range goes when the destination has confirmed the one before.',
        restarts: 1,
        session: { ...opened, confirmed: [{ start: 0, end: 3.1 * gigabyte }] },
        last: failed('interrupted', { host: 'upload.example', detail: 'ECONNRESET' }).message,
      },
    ],
    [
      'f2',
      {
        ...base,
        state: 'waiting',
        what: states.waiting,
        why: waits,
        next: waits.nextStep,
        nextAt: waits.retryAt,
        attempts: 2,
        session: {
          ...opened,
          confirmed: [0, 1, 2, 3, 4, 5].map((part) => ({ start: part * 32e6, end: part * 32e6 + 16e6 })),
        },
      },
    ],
    ['n1', { ...base, state: 'blocked', what: states.blocked, why: asks, next: asks.nextStep, attempts: 1 }],
  ]
}

export function busyWorld(): QueueWorld {
  const world = new QueueWorld()
  world.accounts = [
    { name: 'lab', kind: 'microsoft', user: 'lab@contoso.example', cloud: 'global', state: 'ready' },
    { name: 'archive', kind: 'box', user: 'archive@contoso.example', cloud: 'global', state: 'signed-out' },
    { name: 'practice', kind: 'practice', user: null, cloud: 'global', state: 'ready' },
  ]
  world.watches = [
    {
      ...watch('w1', 'Microscope', '/data/microscope', 'onedrive:/Lab/Runs', 'active', {
        sending: 2,
        queued: 316,
        done: 1_204,
      }),
      health: { ...events, delayMs: 240, heard: 1_519, recovered: 3 },
    },
    {
      ...watch('w2', 'Scanner', '/home/office/scans', 'onedrive:/Scans', 'paused', { done: 87 }),
      template: '{yyyy}/{mm}/{relpath}',
      after: 'move=/home/office/sent/{yyyy}',
    },
    {
      ...watch('w3', 'Card reader', '/media/card/DCIM', 'onedrive:/Wedding film', 'missing', { waiting: 1, done: 12 }),
      missing: {
        ...failed('root-offline', { name: 'DCIM' }, Date.parse('2026-11-21T12:01:08Z')),
        since: '2026-11-21T11:40:00.000Z',
      },
    },
  ]
  world.stored['bandwidth.bytesPerSecond'] = 12e6
  world.bytesPerSecond = 11.6e6
  world.steps = [
    { at: '2026-11-21T11:58:02.000Z', what: 'settled', why: 'nobody wrote to it for 10 s' },
    { at: '2026-11-21T11:58:02.100Z', what: 'queued', why: 'found in the watched folder Microscope' },
    { at: '2026-11-21T11:58:10.000Z', what: 'session opened', why: 'it is larger than 4 MB' },
    { at: '2026-11-21T12:00:40.000Z', what: 'range acknowledged', why: 'the destination holds 3.1 GB' },
  ]
  for (const [id, standing] of someStandings()) world.standings.set(id, standing)
  const run = { account: 'lab', destination: 'onedrive:/Lab/Runs/2026-11' }
  const film = { account: 'archive', destination: 'onedrive:/Clients/Wedding film' }
  const stack = (number: number) => `/data/microscope/Run 0412/stack_${String(number).padStart(6, '0')}.ome.tiff`
  const rows: TransferView[] = [
    aTransfer('n1', 'blocked', {
      ...run,
      path: '/data/microscope/Figures/Q3 figures.xlsx',
      size: 412_000,
      failure: failed('name-taken', { name: 'Q3 figures.xlsx' }),
    }),
    aTransfer('r1', 'sending', { ...run, path: stack(318), size: 5 * gigabyte, acknowledgedBytes: 3.1 * gigabyte }),
    aTransfer('r2', 'finishing', { ...run, path: stack(319), size: 4.8 * gigabyte, acknowledgedBytes: 4.8 * gigabyte }),
    aTransfer('r3', 'settling', { ...run, path: stack(320), size: 2.2 * gigabyte }),
    aTransfer('r4', 'paused', { ...run, path: stack(321), size: 4.9 * gigabyte, acknowledgedBytes: 1.2 * gigabyte }),
    aTransfer('f1', 'sending', {
      ...film,
      path: '/media/card/Ceremony/ceremony_prores422.mov',
      size: 40.6 * gigabyte,
      acknowledgedBytes: 7.4 * gigabyte,
    }),
    aTransfer('f2', 'waiting', {
      ...film,
      path: '/media/card/Ceremony/speeches.wav',
      size: 612e6,
      acknowledgedBytes: 110e6,
      failure: failed('throttled', { host: 'graph.microsoft.com' }, Date.parse('2026-11-21T14:32:00.000Z')),
    }),
    aTransfer('f3', 'waiting', {
      ...film,
      path: '/media/card/Ceremony/rings.mov',
      size: 9.1 * gigabyte,
      failure: failed('root-offline', { name: 'Card reader' }),
    }),
  ]
  for (let number = 322; number < 640; number += 1)
    rows.push(aTransfer(`r${number}`, 'queued', { ...run, path: stack(number), size: 4.8 * gigabyte }))
  world.putAll(rows)
  return world
}

/** What a person has to decide, of several kinds. */
export function troubledWorld(): QueueWorld {
  const world = busyWorld()
  const rows: TransferView[] = []
  for (let number = 1; number <= 24; number += 1) {
    rows.push(
      aTransfer(`s${number}`, 'blocked', {
        account: 'archive',
        path: `/media/card/Ceremony/IMG_${1_000 + number}.CR3`,
        destination: 'onedrive:/Clients/Wedding film',
        size: 24e6,
        failure: failed('signed-out', { account: 'archive' }),
      }),
    )
  }
  rows.push(
    aTransfer('x1', 'failed', {
      account: 'lab',
      path: '/data/microscope/Figures/Q3: final?.xlsx',
      destination: 'onedrive:/Lab/Figures',
      size: 88_000,
      failure: failed('name-not-allowed', {
        destination: 'OneDrive',
        name: 'Q3: final?.xlsx',
        rule: ': is not allowed in a name',
      }),
    }),
    aTransfer('x2', 'failed', {
      account: 'lab',
      path: '/data/microscope/Run 0411/index.db',
      destination: 'onedrive:/Lab/Runs',
      size: 1.2e9,
      failure: failed('content-differs', { name: 'index.db' }),
    }),
  )
  world.putAll(rows)
  return world
}

export function historyWorld(rows = 214): QueueWorld {
  const world = busyWorld()
  const ends = ['done', 'done', 'done', 'done', 'done', 'skipped', 'done', 'canceled', 'done', 'failed'] as const
  const ended: TransferView[] = []
  for (let number = 0; number < rows; number += 1) {
    const state = ends[number % ends.length] ?? 'done'
    const name = `stack_${String(number).padStart(6, '0')}.ome.tiff`
    const at = new Date(Date.parse('2026-11-20T08:00:00.000Z') + number * 97_000).toISOString()
    ended.push(
      aTransfer(`h${number}`, state, {
        account: 'lab',
        path: `/data/microscope/Run 0411/${name}`,
        destination: 'onedrive:/Lab/Runs/2026-11',
        size: 4.8e9 + number * 1e7,
        createdAt: at,
        finishedAt: at,
        evidence: state === 'done' ? 'hash' : null,
        batch: 'run-0411',
        remote: state === 'done' ? remote(name, 4.8e9) : null,
        failure: state === 'failed' ? failed('source-gone', { name }) : null,
      }),
    )
  }
  world.putAll(ended)
  return world
}

/** The same history, at services that have links. */
export function linkedWorld(): QueueWorld {
  const world = historyWorld()
  world.links.offer = { ...world.links.offer, destinations: ['onedrive', 'box'] }
  return world
}

/** An account, and nothing to do. */
export function idleWorld(): QueueWorld {
  const world = new QueueWorld()
  world.accounts = [{ name: 'practice', kind: 'practice', user: null, cloud: 'global', state: 'ready' }]
  return world
}

/** A computer whose administrator has decided a few things, and an account from before. */
export function managedWorld(): QueueWorld {
  const world = idleWorld()
  const locked = { by: 'policy', contact: 'it@example.com' } as const
  const [kind, state] = ['microsoft', 'not-allowed'] as const
  world.accounts = [...world.accounts, { name: 'old', kind, user: 'mara@elsewhere.example', cloud: 'global', state }]
  Object.assign(world.decided, {
    'bandwidth.bytesPerSecond': { value: 5_000_000, atMost: 5_000_000 },
    'transfers.keepSmallTimes': { value: true, locked },
    'network.caFile': { value: '/etc/ssl/certs/example.pem', locked },
  })
  world.policy = {
    contact: locked.contact,
    accountKinds: ['microsoft', 'practice'],
    clouds: null,
    tenants: null,
    destinations: null,
    watchFolders: null,
    webUi: true,
    locked: ['network.caFile', 'transfers.keepSmallTimes'],
  }
  return world
}

/** An account with folders to go through, more than a page of them in one. */
export function folderWorld(): QueueWorld {
  const world = idleWorld()
  for (const name of ['Clients', 'Figures', 'Microscope', 'Runs', 'Thesis (final, really)'])
    world.places.make(`Lab/${name}`)
  world.places.make('Lab/Runs/2026-10').make('Lab/Runs/2026-11').make('Scans').make('Wedding film')
  for (let number = 1; number <= 230; number += 1) {
    world.places.make(`Lab/Clients/Case ${String(number).padStart(3, '0')}/Letters`)
  }
  return world
}

/** An account with mail, calendar and tasks beside its drive. */
export function officeWorld(): QueueWorld {
  const world = folderWorld()
  const { places } = world
  places.roots.push(
    anEntry('drafts', 'Mail drafts', { place: 'outlook:drafts' }),
    anEntry('calendar', 'Calendar', { place: 'outlook:events' }),
    anEntry('tasks', 'To Do', { place: 'todo:lists' }),
  )
  const message = (id: string, name: string, detail: string | null, at: string) =>
    anEntry('message', name, { address: `outlook:messages/${id}`, hasChildren: false, detail, at })
  places.lists.set('outlook:drafts', [
    message('M1', 'Figures for the harbour office', 'Anna Berg, Ben Ito', '2026-03-02T09:41:00.000Z'),
    message('M2', '', null, '2026-03-01T17:05:00.000Z'),
    message(
      'M3',
      'Re: Offer for the two cranes, with the drawings that were missing last week',
      'Jo',
      '2026-02-11T08:00:00.000Z',
    ),
  ])
  places.lists.set('outlook:events', [
    anEntry('event', 'Handover', { address: 'outlook:events/E1', hasChildren: false, at: '2026-03-05T13:00:00.000Z' }),
    anEntry('event', 'Inventory', { address: 'outlook:events/E2', hasChildren: false, at: '2026-03-09' }),
  ])
  places.lists.set('todo:lists', [
    anEntry('list', 'Tasks', { place: 'todo:lists/L1' }),
    anEntry('list', 'Harbour', { place: 'todo:lists/L2' }),
  ])
  places.lists.set('todo:lists/L1', [
    anEntry('task', 'Send the papers', { address: 'todo:lists/L1/tasks/T1', hasChildren: false, at: '2026-03-04' }),
    anEntry('task', 'Read the contract', { address: 'todo:lists/L1/tasks/T2', hasChildren: false }),
  ])
  places.lists.set('todo:lists/L2', [])
  return world
}

/** An account with printers beside its drive. */
export function printWorld(): QueueWorld {
  const world = folderWorld()
  world.places.roots.push(anEntry('printers', 'Printers', { place: 'print:shares' }))
  const printer = (id: string, name: string, detail: string | null) =>
    anEntry('printer', name, { address: `print:shares/${id}`, hasChildren: false, detail })
  world.places.lists.set('print:shares', [
    printer('P1', 'Harbour office', 'Office, Counter'),
    printer('P2', 'Photo corner', null),
  ])
  return world
}

/** Files that a destination refuses, for one reason or another. */
export function refusedWorld(): QueueWorld {
  const world = officeWorld()
  const { files } = world.ahead
  files.set('/home/you/Batch/Q3 figures: final?.xlsx', 48_211)
  files.set('/home/you/Batch/Notes/CON', 1_200)
  files.set('/home/you/Batch/Notes/plain.md', 8_400)
  files.set('/home/you/Batch/disk image.img', 260_000_000_000)
  files.set('/home/you/Batch/run_0412.tiff', 5_000_000)
  for (const name of ['1.jpg', '2.jpg', 'raw/3.jpg']) files.set(`/home/you/Photos/${name}`, 4_000_000)
  return world
}

/** More than anybody looks at. */
export function longWorld(rows = 100_000): QueueWorld {
  const world = busyWorld()
  world.rows.clear()
  const made = new QueueWorld()
  made.accounts = world.accounts
  made.bytesPerSecond = 84e6
  const all: TransferView[] = []
  for (let number = 0; number < rows; number += 1) {
    const folder = `frames-${String(Math.floor(number / 1_000)).padStart(3, '0')}`
    const isSending = number < 12
    all.push(
      aTransfer(`l${number}`, isSending ? 'sending' : 'queued', {
        account: 'lab',
        path: `/data/render/${folder}/frame_${String(number).padStart(6, '0')}.exr`,
        destination: 'onedrive:/Renders/Shot 12',
        size: 48e6,
        acknowledgedBytes: isSending ? number * 3.5e6 : 0,
      }),
    )
  }
  made.putAll(all)
  return made
}

const events = {
  by: 'events',
  why: null,
  detail: null,
  since: '2026-11-21T08:00:00.000Z',
  delayMs: null,
  everyMs: 3_600_000,
  lookedAt: '2026-11-21T11:10:00.000Z',
  heard: 0,
  recovered: 0,
  floods: 0,
} as const

function watch(
  id: string,
  name: string,
  folder: string,
  destination: string,
  state: 'active' | 'paused' | 'missing',
  some: Partial<Tallies>,
): QueueWorld['watches'][number] {
  const rest = { account: 'lab', existing: 'skip', settleMs: 10_000, after: 'keep' }
  return { id, name, folder, destination, state, counts: counts(some), ...rest }
}
