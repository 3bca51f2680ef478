/**
 * The history, newest first. The engine only counts upwards, so the end is walked to once, remembering where each page
 * began; rows are asked for when their page is shown.
 */

import type { TransferView } from '../../shared/transfer.ts'
import type { EngineClient } from '../engine/engine-client.ts'

/** Rows of one page on the screen. */
export const pageRows = 50
const walkRows = 200

export interface HistoryIndex {
  /** Oldest first. */
  readonly ids: readonly string[]
}

/** Null where nobody answered. `onCount` hears how far it has come. */
export async function walkHistory(
  client: EngineClient,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<HistoryIndex | null> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const input: { limit: number; cursor?: string } =
      cursor === null ? { limit: walkRows } : { limit: walkRows, cursor }
    const answer = await client.history.page(input, signal)
    if (!answer.ok || signal.aborted) return null
    for (const { id } of answer.value.transfers) ids.push(id)
    onCount(ids.length)
    cursor = answer.value.cursor
  } while (cursor !== null)
  return { ids }
}

export function pagesOf({ ids }: HistoryIndex): number {
  return Math.max(1, Math.ceil(ids.length / pageRows))
}

/** Page 0 has the newest. */
export function idsOfPage({ ids }: HistoryIndex, page: number): string[] {
  const end = ids.length - page * pageRows
  return ids.slice(Math.max(0, end - pageRows), Math.max(0, end)).toReversed()
}

/** In the order of the ids: an answer may come in another one. */
export function inOrder(ids: readonly string[], rows: readonly TransferView[]): TransferView[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
