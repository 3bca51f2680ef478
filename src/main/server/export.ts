/** The history as a file, a page at a time: neither side ever holds the whole. */

import type { ExportFormat, QueueFilter } from '../../shared/queue-filter.ts'
import type { Transfer, TransferStore } from '../engine/ports/store.ts'
import { csvHead, csvLine } from './export-csv.ts'
import { queryOf } from './transfer-query.ts'
import { transferView } from './transfer-view.ts'

const pageSize = 200

/** Of the bytes that were sent, where they were hashed; else what the destination says of its own. */
function hashOf({ digest, remote }: Transfer) {
  return digest ?? remote?.hash ?? null
}

/** One transfer as it is exported: as commands print it, with the batch and our own hash. */
export function exportedOf(transfer: Transfer) {
  const { path, ...rest } = transferView(transfer)
  return { ...rest, path, batch: transfer.batchId, hash: hashOf(transfer) }
}
export type Exported = ReturnType<typeof exportedOf>

interface Form {
  readonly head: string
  /** Between two. */
  readonly join: string
  readonly tail: string
  readonly line: (one: Exported) => string
}

const forms: Readonly<Record<ExportFormat, Form>> = {
  csv: { head: csvHead, join: '', tail: '', line: csvLine },
  json: { head: '[\n', join: ',\n', tail: '\n]\n', line: (one) => JSON.stringify(one) },
}

/** Pieces of text that are one file. What ends meanwhile may be in it or not; nothing is in it twice. */
export async function* exported(
  store: Pick<TransferStore, 'page'>,
  filter: QueueFilter,
  format: ExportFormat,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const form = forms[format]
  const order = filter.batch === undefined ? 'oldest' : 'added'
  yield form.head
  let isFirst = true
  let cursor: string | undefined
  do {
    signal.throwIfAborted()
    const page = await store.page(queryOf({ filter, order, cursor, limit: pageSize }))
    const lines = page.transfers.map((transfer) => form.line(exportedOf(transfer)))
    if (lines.length > 0) yield `${isFirst ? '' : form.join}${lines.join(form.join)}`
    isFirst &&= lines.length === 0
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  yield form.tail
}
