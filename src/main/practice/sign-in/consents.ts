import type { World } from '../storage/world.ts'
import { type Consent, tables } from './rows.ts'

export function consentsOf(world: World): readonly Consent[] {
  return [...world.table<Consent>(tables.consent).values()]
}

/** What the account has allowed the program so far; consent grows, one destination after the other. */
export function consented(world: World, clientId: string, account: string): readonly string[] {
  return world.table<Consent>(tables.consent).get(`${clientId}/${account}`)?.scopes ?? []
}

export function addConsent(world: World, clientId: string, account: string, scopes: readonly string[]): void {
  const all = [...new Set([...consented(world, clientId, account), ...scopes])]
  world.write({ table: tables.consent, id: `${clientId}/${account}`, row: { clientId, account, scopes: all } })
}

/** Takes back what was allowed; tokens that are out stay good until they end. */
export function withdrawConsent(world: World, account: string, clientId?: string): number {
  const gone = consentsOf(world).filter(
    (row) => row.account === account && (clientId === undefined || row.clientId === clientId),
  )
  world.write(...gone.map((row) => ({ table: tables.consent, id: `${row.clientId}/${row.account}`, row: null })))
  return gone.length
}
