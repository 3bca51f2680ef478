/** `longshore list`: the queue. */

import type { Command } from 'commander'
import type { QueueFilter } from '../../../shared/queue-filter.ts'
import type { TransferView } from '../../../shared/transfer.ts'
import { type FilterFlags, addFilters, filterOf } from '../filters.ts'
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

async function list(session: Session, flags: FilterFlags): Promise<void> {
  const transfers = await session.ask((client) => allOf(client, filterOf(flags)))
  session.terminal.answer(transfers, () => lines(transfers))
}

export function addList(program: Command, session: Session): void {
  addFilters(program.command('list').description('the transfers, oldest first'), false).action((flags: FilterFlags) =>
    list(session, flags),
  )
}
