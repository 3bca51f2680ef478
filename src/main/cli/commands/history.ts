/** `longshore history`: what has come to an end. */

import type { Command } from 'commander'
import type { QueueFilter } from '../../../shared/queue-filter.ts'
import type { TransferView } from '../../../shared/transfer.ts'
import { type FilterFlags, addFilters, count, filterOf } from '../filters.ts'
import { valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { historyTable } from '../transfer-text.ts'

interface Flags extends FilterFlags {
  readonly last?: number
}

const pageRows = 200

/** The oldest first, whichever way they are found. */
async function found(client: EngineClient, filter: QueueFilter, last: number | undefined): Promise<TransferView[]> {
  const order = last === undefined ? 'oldest' : 'newest'
  const most = last ?? Number.POSITIVE_INFINITY
  const all: TransferView[] = []
  for (let cursor: string | undefined, isMore = true; isMore && all.length < most; ) {
    const limit = Math.min(pageRows, most - all.length)
    const page = valueOf(await client.history.page({ filter, order, limit, ...(cursor !== undefined && { cursor }) }))
    all.push(...page.transfers)
    isMore = page.cursor !== null
    cursor = page.cursor ?? undefined
  }
  return last === undefined ? all : all.toReversed()
}

async function history(session: Session, { last, ...flags }: Flags): Promise<void> {
  const filter = filterOf(flags)
  const transfers = await session.ask((client) => found(client, filter, last))
  const isAll = Object.keys(filter).length === 0
  session.terminal.answer(transfers, () =>
    transfers.length > 0 ? historyTable(transfers) : [isAll ? 'Nothing has come to an end yet.' : 'Nothing like that.'],
  )
}

export function addHistory(program: Command, session: Session): void {
  addFilters(program.command('history').description('what has come to an end, oldest first'), true)
    .option('--last <count>', 'only so many, the newest', count)
    .action((flags: Flags) => history(session, flags))
}
