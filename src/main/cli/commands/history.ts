/** `longshore history`: what has come to an end. */

import type { Command } from 'commander'
import type { TransferView } from '../../../shared/transfer.ts'
import { valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { historyTable } from '../transfer-text.ts'

async function allOf(client: EngineClient): Promise<TransferView[]> {
  const all: TransferView[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = valueOf(await client.history.page(cursor === undefined ? {} : { cursor }))
    all.push(...page.transfers)
    cursor = page.cursor
  }
  return all
}

async function history(session: Session): Promise<void> {
  const transfers = await session.ask(allOf)
  session.terminal.answer(transfers, () =>
    transfers.length === 0 ? ['Nothing has come to an end yet.'] : historyTable(transfers),
  )
}

export function addHistory(program: Command, session: Session): void {
  program
    .command('history')
    .description('what has come to an end, oldest first')
    .action(() => history(session))
}
