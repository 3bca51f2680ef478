/** What a face asks for, as the store is asked. Pure. */

import { type State, publicState, states } from '../../shared/lifecycle.ts'
import type { QueueFilter } from '../../shared/queue-filter.ts'
import type { TransferOrder } from '../engine/ports/queue-order.ts'
import type { TransferQuery } from '../engine/ports/store.ts'

export interface AskedPage {
  readonly filter: QueueFilter
  readonly order: TransferOrder
  readonly cursor?: string | undefined
  readonly limit: number
}

export function queryOf({ filter, order, cursor, limit }: AskedPage): TransferQuery {
  const { states: wanted, batch, watch, account, code, text, since, before } = filter
  return {
    limit,
    order,
    ...(wanted !== undefined && { states: internal(wanted) }),
    ...(batch !== undefined && { batchId: batch }),
    ...(watch !== undefined && { watchId: watch }),
    ...(account !== undefined && { account }),
    ...(code !== undefined && { code }),
    ...(text !== undefined && text.trim() !== '' && { text }),
    ...(since !== undefined && { endedSince: Date.parse(since) }),
    ...(before !== undefined && { endedBefore: Date.parse(before) }),
    ...(cursor !== undefined && { cursor }),
  }
}

function internal(wanted: readonly string[]): State[] {
  return (Object.keys(states) as State[]).filter((state) => wanted.includes(publicState(state)))
}
