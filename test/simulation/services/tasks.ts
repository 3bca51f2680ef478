/** To Do: files attached to a task, by one request or by a session on Graph itself, told only by reading them back. */

import { attachmentFaults } from './mail.ts'
import {
  type Control,
  type ServiceModel,
  type StoredItem,
  demands,
  faultsAt,
  fromStart,
  often,
} from './service-model.ts'

interface Told {
  readonly attachments: readonly StoredItem[]
  readonly sessions: readonly { readonly id: string; readonly state: string; readonly received: number }[]
}

function attach(control: Control, name: string): Promise<unknown> {
  return control('POST', '/todo', { what: 'attach', task: 'practice-task', name, size: 24, seed: 1 })
}

export const tasksModel: ServiceModel = {
  kind: 'todo',
  endings: ['.bin', '.docx', '', '.html'],
  requestKinds: ['any', 'any', 'range', 'range', 'create', 'single', 'single', 'look', 'look', 'delete', 'token'],
  faults: [
    ...attachmentFaults,
    ...['simplePut', 'content', 'get'].flatMap((op) => faultsAt(op, op)),
    {
      name: 'told: backwards, really',
      fault: { match: { op: 'put' }, action: 'ranges', params: { shape: 'backwards', really: true } },
    },
    { name: 'session gone at position', fault: { match: { op: 'get' }, action: 'expireSession' } },
  ],
  spoils: null,
  acts: {
    ...demands,
    'same name attached': attach,
  },
  scale: {},
  switchesFrom: (chance) => ({
    ...often(chance, 0.3, { todoCreateStatus: 201 }),
    ...often(chance, 0.2, { sessionLifetimeMs: chance.skewed(2_000, 600_000) }),
  }),
  calm: async () => undefined,
  replaces: false,
  keepsItems: true,
  isOrdered: true,
  tellsPosition: true,
  tellsHash: true,
  isDoubledByLine: true,
  addressOf: (secret) => `${(JSON.parse(secret) as { url: string }).url}/content`,
  async items(control) {
    return ((await control('GET', '/todo')) as Told).attachments
  },
  async received(control, address) {
    const { sessions } = (await control('GET', '/todo')) as Told
    const found = sessions.find(({ id }) => decodeURIComponent(address).includes(`/${id}/`))
    return found === undefined || found.state !== 'open' ? null : fromStart(found.received)
  },
}
