/** Plays every case, and tells what was seen, a line of JSON each. */

import { basename } from 'node:path'
import type { Status } from '../../../src/shared/contract.ts'
import type { TransferView } from '../../../src/shared/transfer.ts'
import { signInPurpose } from '../../../src/main/store/sealed.ts'
import { openSeal } from '../models/open-seal.ts'
import type { Violation } from '../oracles/violation.ts'
import type { PlannedFile } from '../schedule/entry.ts'
import { type Here, type Moment, simulate } from '../simulate.ts'
import { type Away, type Times, cases, planOf, unattendedMs } from './case.ts'
import { signInAgain, statusNow, viewsNow } from './faces.ts'

export type Moments = 'cut' | 'gone' | 'still gone' | 'asleep' | 'unattended' | 'attended'

export interface FileLook extends Pick<TransferView, 'state' | 'failure' | 'attempts' | 'acknowledgedBytes'> {
  readonly name: string
  readonly hasSession: boolean
  /** Tries that count towards giving it up. */
  readonly charged: number
  /** epoch ms */
  readonly finishedAt: number | null
}

export interface Look {
  /** epoch ms */
  readonly at: number
  readonly status: Status
  readonly files: readonly FileLook[]
  /** What the destination has, by name. */
  readonly items: readonly string[]
}

export interface AwaySeen {
  readonly away: Away
  readonly files: readonly PlannedFile[]
  readonly times: Times
  readonly looks: Readonly<Record<Moments, Look>>
  readonly violation: Violation | null
}

const accountName = 'work'

export async function playAway(): Promise<void> {
  for (const away of cases) process.stdout.write(`${JSON.stringify(await played(away))}\n`)
}

async function played(away: Away): Promise<AwaySeen> {
  const { schedule, times } = planOf(away)
  const { goneAt, backAt, asleepAt, awakeAt } = times
  const looks: Partial<Record<Moments, Look>> = {}
  const look = (name: Moments, at: number): Moment => ({
    at,
    async act(here) {
      looks[name] = await lookAt(here)
    },
  })
  const attendedAt = awakeAt + unattendedMs + 10_000
  const moments: Moment[] = [
    look('cut', goneAt - 1),
    // Once all have met it.
    look('gone', goneAt + 60_000),
    ...(away.ending === 'revoked' ? [{ at: backAt - 500, act: revoke }] : []),
    look('still gone', backAt - 100),
    look('asleep', asleepAt - 1),
    look('unattended', awakeAt + unattendedMs),
    ...(away.ending === 'revoked' ? [{ at: attendedAt, act: signIn }] : []),
    look('attended', attendedAt + unattendedMs),
  ]
  const { violation } = await simulate(schedule, { moments })
  return { away, files: schedule.files, times, looks: looks as Record<Moments, Look>, violation }
}

async function lookAt({ running, service, sync }: Here): Promise<Look> {
  const views = await viewsNow(running)
  const status = await statusNow(running)
  return {
    at: running.clock.now(),
    status,
    files: views.map(({ id, path, state, failure, attempts, acknowledgedBytes, finishedAt }) => ({
      name: basename(path),
      state,
      failure,
      attempts,
      acknowledgedBytes,
      hasSession: sync.session(id) !== null,
      charged: sync.get(id)?.counters.attempts ?? 0,
      finishedAt: finishedAt === null ? null : Date.parse(finishedAt),
    })),
    items: (await service.items()).map(({ name, size }) => `${name} ${size}`).toSorted(),
  }
}

/** The service takes the refresh token no more; what the access token is good for ends by itself. */
async function revoke({ service, sync }: Here): Promise<void> {
  const stored = sync.tokens(accountName)
  if (stored === null) throw new Error('nobody is signed in')
  const { refreshToken } = JSON.parse(openSeal.open(stored, signInPurpose(accountName))) as { refreshToken: string }
  await service.control('POST', '/tokens', { revoke: refreshToken })
}

async function signIn({ running, service }: Here): Promise<void> {
  const { accessToken, refreshToken, expiresAt } = await service.signIn()
  await signInAgain(running, accountName, { accessToken, refreshToken, expiresAt: expiresAt ?? undefined })
}
