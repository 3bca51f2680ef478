/** OneDrive and SharePoint. */

import { driveFaults } from '../schedule/service-faults.ts'
import { type ServiceModel, fromStart, often } from './service-model.ts'
import { filesOfAll } from './stored-files.ts'

interface Told {
  readonly sessions: readonly { readonly uploadUrl: string; readonly received: number; readonly state: string }[]
}

export const drive: ServiceModel = {
  kind: 'onedrive',
  endings: ['.bin', '.docx', '', '.jpg'],
  requestKinds: ['any', 'any', 'range', 'range', 'range', 'create', 'look', 'delete', 'token'],
  faults: driveFaults,
  spoils: null,
  acts: {},
  scale: {},
  switchesFrom: (chance) => ({
    ...often(chance, 0.3, { partialAccept: true }),
    ...often(chance, 0.2, { closedRanges: true }),
    ...often(chance, 0.2, { rangesInCreateAnswer: false }),
    ...often(chance, 0.2, { concurrentRangeStatus: 416 }),
    ...often(chance, 0.2, { commitRetryByLastRange: true }),
    ...often(chance, 0.2, { etagChangesAtCreate: true }),
    ...often(chance, 0.1, { hashesAfterMs: chance.skewed(0, 30_000) }),
    ...often(chance, 0.1, { visibleAfterMs: chance.skewed(0, 30_000) }),
    ...often(chance, 0.2, { sessionHoldsName: false }),
    ...often(chance, 0.1, { sessionLifetimeMs: chance.skewed(2_000, 600_000) }),
  }),
  calm: async () => undefined,
  replaces: true,
  keepsItems: true,
  isOrdered: true,
  tellsPosition: true,
  tellsHash: true,
  isDoubledByLine: false,
  addressOf: (secret) => secret,
  items: filesOfAll,
  async received(control, address) {
    const { sessions } = (await control('GET', '/sessions')) as Told
    const found = sessions.find(({ uploadUrl }) => new URL(uploadUrl).href === address)
    return found === undefined || found.state !== 'open' ? null : fromStart(found.received)
  },
}
