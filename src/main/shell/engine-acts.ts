/** What the tray's menu asks of the engine. */

import type { LongshoreContract } from '../../shared/contract.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import { isSpeedAct, pauseEndOf, speedOf } from './tray-state.ts'
import type { OwnAct, TrayAct } from './tray-state.ts'

/** @returns what is not the engine's to do; null: it was */
export function actOnEngine(act: TrayAct, client: Client<LongshoreContract> | null, now: number): OwnAct | null {
  const until = pauseEndOf(act, now)
  if (isSpeedAct(act)) void client?.settings.set({ key: 'bandwidth.bytesPerSecond', value: speedOf(act) })
  else if (until !== null) void client?.queue.pause({ all: true, until: new Date(until).toISOString() })
  else if (act === 'pause') void client?.queue.pause({ all: true })
  else if (act === 'resume') void client?.queue.resume({ all: true })
  else return act as OwnAct
  return null
}
