/** What the tray and the notices see of a queue, made up. */

import type { Look } from '../../src/main/shell/queue-look.ts'
import type { AccountView, Status, Summary } from '../../src/shared/contract.ts'
import { publicStates } from '../../src/shared/lifecycle.ts'
import type { Tallies } from '../../src/shared/transfer.ts'

const none = Object.fromEntries(publicStates.map((state) => [state, 0])) as Tallies

export function aSummary(tallies: Partial<Tallies> = {}, more: Partial<Summary> = {}): Summary {
  return {
    revision: 1,
    tallies: { ...none, ...tallies },
    totalBytes: 0,
    acknowledgedBytes: 0,
    bytesPerSecond: 0,
    ...more,
  }
}

export function anAccount(name: string, state: AccountView['state'] = 'ready'): AccountView {
  return { name, kind: 'microsoft', user: null, cloud: 'global', state }
}

export function aStatus(more: Partial<Status> = {}): Status {
  return {
    version: '1.2.3',
    owner: { pid: 1, kind: 'app', since: '2026-01-01T00:00:00.000Z' },
    url: null,
    paused: false,
    offlineSince: null,
    tallies: none,
    bytesPerSecond: 0,
    accounts: [anAccount('work')],
    ...more,
  }
}

export function aLook(tallies: Partial<Tallies> = {}, status: Partial<Status> = {}, more: Partial<Look> = {}): Look {
  return {
    holding: 'ours',
    summary: aSummary(tallies),
    status: aStatus(status),
    speeds: [],
    settings: {},
    blockedOtherwise: null,
    ...more,
  }
}
