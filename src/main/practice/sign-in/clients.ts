import type { Issuer } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { type Client, tables } from './rows.ts'

/** Whose program it is, when nobody has registered it: a public one with a loopback redirect. */
function anybody(issuer: Issuer, clientId: string): Client {
  return { clientId, issuer, redirects: null, secret: null, audience: 'all' }
}

export function clientsOf(world: World): readonly Client[] {
  return [...world.table<Client>(tables.client).values()]
}

export function registerClient(world: World, client: Client): Client {
  world.write({ table: tables.client, id: `${client.issuer}/${client.clientId}`, row: client })
  return client
}

/** The program by its id, or null where only registered ones are let in. */
export function findClient(world: World, issuer: Issuer, clientId: string): Client | null {
  const known = world.table<Client>(tables.client).get(`${issuer}/${clientId}`)
  if (known) return known
  return world.switches.signInUnknownClients ? anybody(issuer, clientId) : null
}
