/** A transfer as lines for people. */

import { bytes, percent } from '../../shared/format.ts'
import type { TransferView } from '../../shared/transfer.ts'
import { stamp, told } from './local-time.ts'
import { table } from './table.ts'

function sent(transfer: TransferView): string {
  if (transfer.state === 'done') return '100%'
  return transfer.acknowledgedBytes > 0 ? percent(transfer.acknowledgedBytes, transfer.size) : ''
}

export function transferTable(transfers: readonly TransferView[]): string[] {
  return table(
    [
      { title: 'STATE' },
      { title: 'SENT', align: 'right' },
      { title: 'SIZE', align: 'right' },
      { title: 'ID' },
      { title: 'PATH' },
    ],
    transfers.map((transfer) => [transfer.state, sent(transfer), bytes(transfer.size), transfer.id, transfer.path]),
  )
}

export function historyTable(transfers: readonly TransferView[]): string[] {
  return table(
    [{ title: 'FINISHED' }, { title: 'STATE' }, { title: 'SIZE', align: 'right' }, { title: 'ID' }, { title: 'PATH' }],
    transfers.map((transfer) => [
      transfer.finishedAt === null ? '' : stamp(transfer.finishedAt),
      transfer.state,
      bytes(transfer.size),
      transfer.id,
      transfer.path,
    ]),
  )
}

/** The reason and the next step, indented below what they belong to. */
export function failureLines(transfer: TransferView): string[] {
  const { failure } = transfer
  if (failure === null) return []
  return [failure.message, failure.nextStep].map((text) => `  ${told(text, failure.retryAt, Date.now())}`)
}

/** What is said when a transfer needs no more waiting. */
export function endLines(transfer: TransferView): string[] {
  const goal = transfer.state === 'done' ? ` → ${transfer.destination}` : ''
  return [`${transfer.state.padEnd(8)}  ${transfer.path}${goal}`, ...failureLines(transfer)]
}
