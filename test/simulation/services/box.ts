/** Box: parts of the service's own size in any order, each with its digest, and a commit that may take its time. */

import type { Chance } from '../world/chance.ts'
import { type Control, type ServiceFault, type ServiceModel, faultsAt, often } from './service-model.ts'
import { filesOfAll } from './stored-files.ts'

interface Told {
  readonly box: readonly {
    readonly id: string
    readonly state: string
    readonly parts: readonly { readonly offset: number; readonly size: number; readonly sha1: string }[]
  }[]
}

const box = { protocol: 'box' }
const numbered = [1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 27, 28, 30]

const presets: readonly ServiceFault[] = [
  ...[...numbered.map(String), '27b'].map((n) => ({ name: `box-F${n}`, fault: { preset: `box-F${n}` } })),
  // Sizes in this world's scale.
  { name: 'box-F8', fault: { preset: 'box-F8', params: { afterBytes: 700 } } },
  { name: 'box-F23', fault: { preset: 'box-F23', params: { bytes: 6_000 } } },
]

const others: readonly ServiceFault[] = [
  ...['create', 'put', 'parts', 'commit', 'simplePut', 'item', 'children', 'delete'].flatMap((op) => faultsAt(op, op)),
  { name: 'session expires at commit', fault: { match: { ...box, op: 'commit' }, action: 'expireSession' } },
  { name: 'session fails at commit', fault: { match: { ...box, op: 'commit' }, action: 'failSession' } },
  {
    name: 'parts hidden',
    fault: { match: { ...box, op: 'parts' }, action: 'hideParts', params: { parts: 2 }, times: 3 },
  },
  { name: 'committed, then 202', fault: at('commit', { status: 202, retryAfter: 3, stored: true }) },
  { name: 'locked at commit', fault: { match: { ...box, op: 'commit' }, action: 'change', params: { what: 'lock' } } },
  {
    name: 'overwritten at commit',
    fault: { match: { ...box, op: 'commit' }, action: 'change', params: { what: 'overwrite' } },
  },
  { name: 'full at commit', fault: { match: { ...box, op: 'commit' }, action: 'shrinkQuota' } },
  {
    name: 'taken at upload',
    fault: { match: { ...box, op: 'simplePut' }, action: 'change', params: { what: 'create' } },
  },
  {
    name: 'service clock on',
    fault: { match: { ...box, op: 'put' }, action: 'advanceClock', params: { ms: 1_200_000 } },
  },
  { name: 'digest refused', fault: at('simplePut', { status: 400, code: 'bad_digest' }) },
  { name: 'folder is blocked', fault: at('create', { status: 409, code: 'operation_blocked_temporary' }) },
  { name: 'part is blocked', fault: at('put', { status: 409, code: 'operation_blocked_temporary', retryAfter: 2 }) },
]

function at(op: string, params: object): object {
  return { match: { ...box, op }, action: 'respond', params }
}

export const boxModel: ServiceModel = {
  kind: 'box',
  endings: ['.bin', '.docx', '', '.jpg'],
  requestKinds: ['any', 'any', 'range', 'range', 'create', 'commit', 'commit', 'single', 'look', 'delete', 'token'],
  faults: [...presets, ...others],
  spoils: new Set([
    ...['box-F17', 'box-F18', 'box-F25', 'overwritten at commit', 'digest refused', 'taken at upload'].map(
      (name) => `service: ${name}`,
    ),
    ...['same name made', 'item touched', 'item deleted', 'folder deleted'].map((name) => `other: ${name}`),
  ]),
  acts: {
    'folder deleted': (control) => writer(control, { what: 'delete', path: '/Inbox' }),
    'same name made': (control, name) =>
      writer(control, { what: 'create', path: `/Inbox/${name}`, content: 'written by somebody else' }),
    'item deleted': (control, name) => writer(control, { what: 'delete', path: `/Inbox/${name}` }),
    'item touched': (control, name) => writer(control, { what: 'touch', path: `/Inbox/${name}` }),
    'no room': (control) => control('POST', '/switches', { quotaTotal: 0 }),
    'plan too small': (control) => control('POST', '/switches', { boxLargestFile: 10_000 }),
  },
  scale: {
    boxSessionFloor: 10_000,
    boxPartSize: 4_096,
    boxLargestFile: 5 * 1024 ** 2,
    boxDirectLimit: 25_000,
  },
  switchesFrom: (chance: Chance) => ({
    ...often(chance, 0.2, { boxSessionFloor: chance.oneOf([9_000, 12_000, 20_000]) }),
    ...often(chance, 0.3, { boxPartSize: chance.oneOf([1_000, 3_333, 8_192]) }),
    ...often(chance, 0.1, { boxConflicts: 'array' }),
    ...often(chance, 0.2, { boxOverlapStatus: 409 }),
    ...often(chance, 0.2, { boxVersionStatus: 201 }),
    ...often(chance, 0.2, { boxPartAnswer: 'bare' }),
    ...often(chance, 0.3, { boxProcessingMs: chance.skewed(0, 60_000) }),
    ...often(chance, 0.3, { boxRepeatedCommit: 'replay' }),
    ...often(chance, 0.3, { boxSessionConflict: true }),
    ...often(chance, 0.2, { boxUnauthorizedBody: 'json' }),
    ...often(chance, 0.1, { boxSessionLifetimeMs: chance.skewed(2_000, 600_000) }),
  }),
  calm: (control) => control('POST', '/switches', { boxLargestFile: 5 * 1024 ** 2 }),
  replaces: true,
  keepsItems: true,
  isOrdered: false,
  tellsPosition: true,
  tellsHash: true,
  isDoubledByLine: false,
  addressOf: (secret) => (JSON.parse(secret) as { endpoints: { part: string } }).endpoints.part,
  items: filesOfAll,
  async received(control, address) {
    const { box: sessions } = (await control('GET', '/sessions')) as Told
    const found = sessions.find(({ id }) => address.endsWith(`/${id}`))
    if (found === undefined || found.state !== 'open') return null
    const ranges = found.parts.map(({ offset, size }) => ({ start: offset, end: offset + size }))
    return { ranges, sha1: new Map(found.parts.map(({ offset, sha1 }) => [offset, sha1])) }
  },
}

function writer(control: Control, wish: object): Promise<unknown> {
  return control('POST', '/items', { drive: 'practice-box', ...wish })
}
