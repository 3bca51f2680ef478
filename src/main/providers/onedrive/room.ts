/** How much room is left in the drive that an address leads into (C: resources/quota.md). */

import * as z from 'zod'
import { fail, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import type { Base } from '../../../shared/onedrive-address.ts'
import { type Call, type Room, unknownRoom } from '../../engine/ports/provider.ts'
import { drivePath } from './addresses.ts'
import { isObject } from '../graph/wire.ts'
import { addressOf, ask } from './graph-call.ts'
import type { Graph } from './graph-call.ts'

const Quota = z.object({ quota: z.object({ remaining: z.number().int().nullish() }).nullish() })

/** Unknown where the service doesn't say, and for what was shared: whose drive that is in isn't ours to ask. */
export async function room(graph: Graph, destination: string, call: Call): Promise<Result<Room>> {
  const address = addressOf({ destination, folders: [], name: '' })
  if (!address.ok) return address
  const drive = driveOf(address.value.base)
  if (drive === null) return ok(unknownRoom)
  const url = `${graph.connection.graphUrl}/v1.0${drive}?$select=id,quota`
  const asked = await ask(graph, { method: 'GET', url, facts: { destination } }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  // A drive that exists and may not be asked about itself takes files all the same.
  if (answer.status === 403) return ok(unknownRoom)
  if (answer.status !== 200 || !isObject(answer.json)) return fail(refusal())
  const parsed = Quota.safeParse(answer.json)
  const remaining = parsed.success ? (parsed.data.quota?.remaining ?? null) : null
  return ok({ ...unknownRoom, bytes: remaining === null ? null : Math.max(0, remaining), isCertain: true })
}

function driveOf(base: Base): string | null {
  if (base.of === 'root' || base.of === 'item') return drivePath(base.drive)
  return base.of === 'special' || base.of === 'bundle' ? drivePath({ kind: 'mine' }) : null
}
