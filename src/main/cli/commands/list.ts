/** `longshore list`: the queue. */

import type { Command } from 'commander'
import { isFinal } from '../../../shared/lifecycle.ts'
import type { QueueFilter } from '../../../shared/queue-filter.ts'
import type { TransferView } from '../../../shared/transfer.ts'
import { type FilterFlags, addFilters, filterOf } from '../filters.ts'
import { pauseEndText } from '../local-time.ts'
import { valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { failureLines, transferTable } from '../transfer-text.ts'

async function allOf(client: EngineClient, filter: QueueFilter): Promise<TransferView[]> {
  const all: TransferView[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = valueOf(await client.queue.page(cursor === undefined ? { filter } : { filter, cursor }))
    all.push(...page.transfers)
    cursor = page.cursor
  }
  return all
}

function lines(transfers: readonly TransferView[]): string[] {
  if (transfers.length === 0) return ['Nothing here.']
  const stopped = transfers.filter(
    ({ state, failure }) => failure !== null && (state === 'blocked' || state === 'failed'),
  )
  const reasons = stopped.flatMap((transfer) => ['', `${transfer.id}  ${transfer.path}`, ...failureLines(transfer)])
  return [...transferTable(transfers), ...reasons]
}

/** A file that was added while everything rests reads `queued`: what keeps it there is said below, to people. */
async function restLines(client: EngineClient, transfers: readonly TransferView[]): Promise<string[]> {
  if (transfers.every(({ state }) => isFinal(state))) return []
  const now = valueOf(await client.engine.status({}))
  return now.paused ? ['', `Everything is paused, until ${pauseEndText(now, Date.now())}.`] : []
}

async function list(session: Session, flags: FilterFlags): Promise<void> {
  const { isJson } = session.terminal
  const [transfers, rest] = await session.ask(async (client) => {
    const all = await allOf(client, filterOf(flags))
    return [all, isJson ? [] : await restLines(client, all)] as const
  })
  session.terminal.answer(transfers, () => [...lines(transfers), ...rest])
}

export function addList(program: Command, session: Session): void {
  addFilters(program.command('list').description('the transfers, oldest first'), false).action((flags: FilterFlags) =>
    list(session, flags),
  )
}
