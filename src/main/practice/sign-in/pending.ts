import type { World } from '../storage/world.ts'
import { type Pending, tables } from './rows.ts'
import { secret } from './tokens.ts'

/** A page is good for as long as a device's code. */
const lifetimeMs = 15 * 60_000

/** Keeps what a person is to decide on; the id stands in the page alone. */
export function waitForDecision(world: World, what: Pick<Pending, 'ask' | 'device'>): string {
  const row: Pending = { ...what, id: secret(), expiresAt: world.clock.now() + lifetimeMs }
  world.write({ table: tables.pending, id: row.id, row })
  return row.id
}

export function pendingOf(world: World, id: string): Pending | null {
  const row = world.table<Pending>(tables.pending).get(id)
  return row && row.expiresAt > world.clock.now() ? row : null
}

/** A decision is made once. */
export function endPending(world: World, { id }: Pending): void {
  world.write({ table: tables.pending, id, row: null })
}
