/** Moments at which only one side knows what happened, made with the practice cloud's gates. */

import { expect } from 'vitest'
import type { Json } from '../integration/practice-client.ts'
import { type PracticeProcess, type Program, until } from '../support/processes.ts'

const gate = 'point'

/** Stands until the client is dead, and is then forgotten: the request never reached the service. */
export const neverArrives: readonly object[] = [
  { action: 'hold', params: { gate: 'never' } },
  { action: 'reset', params: { at: 'arrival' } },
]

/** Done and stored by the service; the answer stands. */
export const answerHeld: readonly object[] = [{ action: 'hold', params: { gate, at: 'stored' } }]

/** What a point waits for: a request with this name about a path that ends so. */
export interface Awaited {
  readonly op: string
  readonly path?: string
}

/** All of them stand. @returns their numbers in the journal */
export async function allHeld(
  practice: PracticeProcess,
  since: number,
  awaited: readonly Awaited[],
): Promise<readonly number[]> {
  const entries = await Promise.all(awaited.map((one) => practice.seen({ ...one, state: 'held', since })))
  return entries.map(({ seq }) => seq)
}

/** The answers leave the service and reach our sockets, but never our program: that is stopped before, and killed. */
export async function killWithAnswersUnread(
  practice: PracticeProcess,
  engine: Program,
  seqs: readonly number[],
): Promise<void> {
  engine.signal('SIGSTOP')
  await practice.release(gate)
  const first = Math.min(...seqs)
  const entries = await until('the answers to be written', async () => {
    const all: Json[] = (await practice.journal(first - 1)).filter(({ seq }) => seqs.includes(seq))
    return all.every(({ state }) => state === 'finished') ? all : null
  })
  for (const entry of entries) expect(entry).toMatchObject({ outcome: 'replied' })
  await engine.kill()
}
