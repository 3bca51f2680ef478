/** Universal Print: a job for each file, filled in any order, then started; what was started can't be taken back. */

import type { Range } from '../../../src/main/engine/ports/provider.ts'
import { type Control, type ServiceFault, type ServiceModel, demands, faultsAt, often } from './service-model.ts'

interface Told {
  readonly jobs: readonly {
    readonly id: string
    readonly startedAt: number | null
    readonly status: { readonly state: string }
  }[]
  readonly documents: readonly {
    readonly jobId: string
    readonly name: string
    readonly size: number
    readonly sha256: string | null
  }[]
  readonly sessions: readonly { readonly id: string; readonly state: string; readonly parts: readonly Range[] }[]
}

const ranges = (name: string, shape: string, params: object = {}): ServiceFault => ({
  name: `told: ${name}`,
  fault: { match: { op: 'put' }, action: 'ranges', params: { shape, ...params } },
})

const faults: readonly ServiceFault[] = [
  ...['createJob', 'create', 'put', 'get', 'job', 'start', 'start', 'delete', 'cancel', 'share', 'printer'].flatMap(
    (op) => faultsAt(op, op),
  ),
  ranges('stuck', 'stuck'),
  ranges('backwards', 'backwards'),
  ranges('backwards, really', 'backwards', { really: true }),
  ranges('beyond', 'beyond'),
  ranges('nothing', 'missing'),
  ranges('no range', 'empty'),
  ranges('null', 'null'),
  ranges('no body', 'emptyBody'),
  ranges('holes', 'multiHole'),
  { name: 'session expires', fault: { match: { op: 'put' }, action: 'expireSession' } },
  { name: 'session expires at its end', fault: { match: { op: 'put', nth: 3 }, action: 'expireSession' } },
  { name: 'address expires', fault: { match: { op: 'put' }, action: 'expireUploadToken' } },
  { name: 'session gone at position', fault: { match: { op: 'get' }, action: 'expireSession' } },
  { name: 'stillborn', fault: { match: { op: 'create' }, action: 'stillborn' } },
  {
    name: 'prefix kept',
    fault: { match: { op: 'put' }, action: 'reset', params: { at: 'body', afterBytes: 701, keep: true } },
  },
  { name: 'prefix lost', fault: { match: { op: 'put' }, action: 'reset', params: { at: 'body', afterBytes: 701 } } },
  { name: 'range refused', fault: { match: { op: 'put' }, action: 'respond', params: { status: 416, code: '416' } } },
  { name: 'start refused', fault: { match: { op: 'start' }, action: 'respond', params: { status: 409, code: '409' } } },
  {
    name: 'started, then refused',
    fault: { match: { op: 'start' }, action: 'respond', params: { status: 409, code: '409', stored: true } },
  },
  { name: 'slow service', fault: { match: { op: 'put' }, action: 'slowRead', params: { bytesPerSecond: 2_000 } } },
  { name: 'service clock on', fault: { match: { op: 'put' }, action: 'advanceClock', params: { ms: 1_200_000 } } },
]

/** What happens to the job that was made last. */
async function steer(control: Control, state: string | null): Promise<unknown> {
  const { jobs } = (await control('GET', '/print')) as Told
  // Only a person cancels what nobody has started.
  const job = jobs.filter(({ startedAt }) => startedAt !== null || state === 'canceled').at(-1)
  return job === undefined ? undefined : control('POST', '/print', { what: 'steer', job: job.id, state })
}

export const printerModel: ServiceModel = {
  kind: 'print',
  endings: ['.pdf', '.pdf', '.jpg', '.txt', '.docx'],
  requestKinds: ['any', 'range', 'range', 'create', 'commit', 'commit', 'commit', 'look', 'look', 'delete', 'token'],
  faults,
  spoils: null,
  acts: {
    ...demands,
    'paper is out': (control) => steer(control, 'stopped'),
    'job canceled': (control) => steer(control, 'canceled'),
    'job aborted': (control) => steer(control, 'aborted'),
    'job processed': (control) => steer(control, 'processing'),
    'printer is slow': (control) => control('POST', '/switches', { printProcessingMs: null }),
  },
  scale: {},
  switchesFrom: (chance) => ({
    ...often(chance, 0.3, { printSharesLikePrinters: true }),
    ...often(chance, 0.2, { printPendingMs: chance.skewed(0, 60_000) }),
    ...often(chance, 0.3, { printProcessingMs: chance.skewed(0, 600_000) }),
    ...often(chance, 0.1, { printSessionLifetimeMs: chance.skewed(2_000, 600_000) }),
    ...often(chance, 0.2, { printSecondSession: 'refused' }),
    ...often(chance, 0.2, { printDocumentName: 'displayName' }),
    ...often(chance, 0.2, { printGapsPastEnd: true }),
    ...often(chance, 0.2, { partialAccept: true }),
    ...often(chance, 0.2, { concurrentRangeStatus: 416 }),
  }),
  async calm(control) {
    await control('POST', '/switches', { printProcessingMs: 500 })
    const { jobs } = (await control('GET', '/print')) as Told
    for (const { id, status } of jobs) {
      const isOver = status.state === 'canceled' || status.state === 'aborted' || status.state === 'completed'
      if (!isOver) await control('POST', '/print', { what: 'steer', job: id, state: null })
    }
  },
  replaces: false,
  keepsItems: false,
  isOrdered: false,
  tellsPosition: true,
  tellsHash: false,
  isDoubledByLine: false,
  addressOf: (secret) => (JSON.parse(secret) as { uploadUrl: string }).uploadUrl,
  async items(control) {
    const { jobs, documents } = (await control('GET', '/print')) as Told
    return jobs.flatMap(({ id, startedAt }) => {
      const document = documents.find(({ jobId }) => jobId === id)
      if (startedAt === null || document === undefined || document.sha256 === null) return []
      const { name, size, sha256 } = document
      return [{ id, name, size, sha256 }]
    })
  },
  async received(control, address) {
    const { sessions } = (await control('GET', '/print')) as Told
    const found = sessions.find(({ id }) => address.includes(`/uploadSessions/${id}?`))
    return found === undefined || found.state !== 'open' ? null : { ranges: found.parts, sha1: null }
  },
}
