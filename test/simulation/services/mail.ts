/** Outlook: files attached to a draft or an event, told only by reading them back, within a mailbox's own limits. */

import {
  type Control,
  type ServiceFault,
  type ServiceModel,
  demands,
  faultsAt,
  fromStart,
  often,
} from './service-model.ts'

interface Told {
  readonly items: readonly {
    readonly attachments: readonly {
      readonly id: string
      readonly name: string
      readonly size: number
      readonly sha256: string
    }[]
  }[]
  readonly sessions: readonly { readonly id: string; readonly state: string; readonly received: number }[]
}

const ranges = (name: string, shape: string): ServiceFault => ({
  name: `told: ${name}`,
  fault: { match: { op: 'put' }, action: 'ranges', params: { shape } },
})

/** Of attachments, whoever keeps them: their sessions are alike. */
export const attachmentFaults: readonly ServiceFault[] = [
  ...['create', 'put', 'attachments', 'delete'].flatMap((op) => faultsAt(op, op)),
  ranges('stuck', 'stuck'),
  ranges('backwards', 'backwards'),
  ranges('beyond', 'beyond'),
  ranges('nothing', 'missing'),
  ranges('no range', 'empty'),
  ranges('null', 'null'),
  ranges('no body', 'emptyBody'),
  ranges('holes', 'multiHole'),
  { name: 'session expires', fault: { match: { op: 'put' }, action: 'expireSession' } },
  { name: 'session expires at its end', fault: { match: { op: 'put', range: 'last' }, action: 'expireSession' } },
  { name: 'address expires', fault: { match: { op: 'put' }, action: 'expireUploadToken' } },
  {
    name: 'prefix kept',
    fault: { match: { op: 'put' }, action: 'reset', params: { at: 'body', afterBytes: 701, keep: true } },
  },
  { name: 'prefix lost', fault: { match: { op: 'put' }, action: 'reset', params: { at: 'body', afterBytes: 701 } } },
  {
    name: 'last range lost',
    fault: { match: { op: 'put', range: 'last' }, action: 'reset', params: { at: 'stored' } },
  },
  {
    name: 'last range fails, applied',
    fault: { match: { op: 'put', range: 'last' }, action: 'respond', params: { status: 500, stored: true } },
  },
  {
    name: 'range refused',
    fault: { match: { op: 'put' }, action: 'respond', params: { status: 416, code: 'invalidRange' } },
  },
  {
    name: 'range refused as bad',
    fault: { match: { op: 'put' }, action: 'respond', params: { status: 400, code: 'invalidRequest' } },
  },
  { name: 'slow service', fault: { match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 2_000 } } },
  { name: 'service clock on', fault: { match: { op: 'put' }, action: 'advanceClock', params: { ms: 1_200_000 } } },
  {
    name: 'claims wanted',
    fault: { match: { op: 'create' }, action: 'respond', params: { status: 401, code: 'InvalidAuthenticationToken' } },
  },
]

function attach(control: Control, itemId: string, name: string): Promise<unknown> {
  return control('POST', '/mail', { what: 'attachment', itemId, name, content: 'written by somebody else' })
}

const room = 35 * 1024 * 8

export const mailModel: ServiceModel = {
  kind: 'outlook',
  endings: ['.bin', '.docx', '', '.html'],
  requestKinds: ['any', 'any', 'range', 'range', 'create', 'single', 'single', 'look', 'look', 'delete', 'token'],
  faults: [...attachmentFaults, ...['attach', 'value', 'mail', 'attachment'].flatMap((op) => faultsAt(op, op))],
  spoils: null,
  acts: {
    ...demands,
    'same name attached': async (control, name) => {
      await attach(control, 'practice-draft', name)
      return attach(control, 'practice-event', name)
    },
    'message is full': (control) => control('POST', '/switches', { mailMessageLimit: 20_000 }),
    'budget is spent': (control) => control('POST', '/switches', { mailUploadBudget: 10_000 }),
    'one at a time': (control) => control('POST', '/switches', { mailConcurrentRequests: 1 }),
  },
  scale: { mailSessionFrom: 3_000, mailPostBelow: 3_000, mailMessageLimit: room, mailUploadBudget: 150_000 },
  switchesFrom: (chance) => ({
    ...often(chance, 0.3, { mailRangeCasing: chance.oneOf(['mixed', 'camel']) }),
    ...often(chance, 0.3, { mailStatusQuery: true }),
    ...often(chance, 0.1, { mailSessionFrom: 3_072 }),
    ...often(chance, 0.1, { mailPostBelow: 3_072 }),
    ...often(chance, 0.1, { mailSessionLifetimeMs: chance.skewed(2_000, 600_000) }),
    ...often(chance, 0.1, { mailBudgetWindowMs: chance.between(60_000, 600_000) }),
  }),
  calm: (control) =>
    control('POST', '/switches', { mailMessageLimit: room, mailUploadBudget: 150_000, mailConcurrentRequests: 4 }),
  replaces: false,
  keepsItems: true,
  isOrdered: true,
  tellsPosition: false,
  tellsHash: true,
  isDoubledByLine: true,
  addressOf: (secret) => (JSON.parse(secret) as { url: string }).url,
  async items(control) {
    return ((await control('GET', '/mail')) as Told).items.flatMap(({ attachments }) => attachments)
  },
  async received(control, address) {
    const { sessions } = (await control('GET', '/mail')) as Told
    const found = sessions.find(({ id }) => decodeURIComponent(address).includes(`AttachmentSessions('${id}')`))
    return found === undefined || found.state !== 'open' ? null : fromStart(found.received)
  },
}
