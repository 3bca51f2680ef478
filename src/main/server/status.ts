/** How things are, in one answer: what `longshore status` says and every face shows at its edge. */

import type { Status } from '../../shared/contract.ts'
import { type Failure, viewOf } from '../../shared/failure.ts'
import type { Engine } from '../engine/engine.ts'
import type { Store } from '../engine/ports/store.ts'
import type { AwayRoot } from '../engine/queue/away-roots.ts'
import type { Hold } from '../engine/queue/holds.ts'
import type { Accounts } from '../services/accounts.ts'
import type { PowerPause } from '../services/power-pause.ts'
import type { QueuePause } from '../services/queue-pause.ts'
import type { SpeedLimit } from '../services/speed-limit.ts'
import { secondsLeft } from './summary.ts'
import { iso } from './transfer-view.ts'

export interface StatusParts {
  readonly engine: Engine
  readonly store: Pick<Store, 'summary'>
  readonly accounts: Pick<Accounts, 'list'>
  readonly queuePause: Pick<QueuePause, 'now' | 'by'>
  readonly powerPause: Pick<PowerPause, 'now'>
  readonly speedLimit: Pick<SpeedLimit, 'now'>
  readonly owner: {
    readonly version: string
    readonly kind: Status['owner']['kind']
    /** epoch ms */
    readonly startedAt: number
    readonly web: { readonly url: string } | null
    readonly viewOnly: Failure | null
  }
}

export async function statusOf({
  engine,
  store,
  accounts,
  queuePause,
  powerPause,
  speedLimit,
  owner,
}: StatusParts): Promise<Status> {
  const stored = await store.summary()
  const { offlineSince } = engine.scheduler
  const { bytesPerSecond: limit, until } = speedLimit.now
  return {
    version: owner.version,
    owner: { pid: process.pid, kind: owner.kind, since: iso(owner.startedAt) },
    url: owner.web?.url ?? null,
    paused: queuePause.now.isPaused,
    pausedBy: queuePause.by,
    power: powerPause.now,
    pausedUntil: queuePause.now.until === null ? null : iso(queuePause.now.until),
    offlineSince: offlineSince === null ? null : iso(offlineSince),
    tallies: stored.tallies,
    bytesPerSecond: engine.meter.bytesPerSecond(),
    secondsLeft: secondsLeft(engine.progress, stored),
    accounts: await accounts.list(),
    ...(owner.viewOnly === null ? {} : { viewOnly: viewOf(owner.viewOnly, null).message }),
    limit: { bytesPerSecond: limit, until: until === null ? null : iso(until) },
    holds: engine.holds().map(holdView),
    away: engine.roots.list().map(awayView),
  }
}

function holdView({ account, failure: found, since, until }: Hold) {
  return { account, since: since === null ? null : iso(since), ...viewOf(found, until) }
}

function awayView({ root, failure: found, since, nextAt }: AwayRoot) {
  return { folder: root, since: iso(since), ...viewOf(found, nextAt) }
}
