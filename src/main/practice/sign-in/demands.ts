import type { World } from '../storage/world.ts'
import { Refusal } from './refusals.ts'
import { type Demand, type DemandKind, tables } from './rows.ts'

export function demandsOf(world: World): readonly Demand[] {
  return [...world.table<Demand>(tables.demand).values()]
}

export function setDemand(world: World, demand: Demand): void {
  world.write({ table: tables.demand, id: `${demand.account}/${demand.kind}`, row: demand })
}

export function dropDemand(world: World, account: string, kind: DemandKind): boolean {
  const id = `${account}/${kind}`
  const found = world.table<Demand>(tables.demand).has(id)
  if (found) world.write({ table: tables.demand, id, row: null })
  return found
}

export function demandOf(world: World, account: string, kind: DemandKind): Demand | undefined {
  return world.table<Demand>(tables.demand).get(`${account}/${kind}`)
}

/** Before a second factor was shown again, only these words help: the class of the challenge, as Entra sends it. */
export const mfaClaims = JSON.stringify({
  access_token: { polids: { essential: true, values: ['practice-second-factor'] } },
})

/** Stays until control drops it; no sign-in helps. */
const lasting: readonly DemandKind[] = ['blocked', 'disabled']
const ofRefresh: readonly DemandKind[] = ['mfa', 'password', 'idle']

/** Whether a sign-in in a browser, now, would lead to nothing. */
export function refuseSignIn(world: World, account: string): void {
  for (const kind of lasting) if (demandOf(world, account, kind)) throw new Refusal(kind)
}

/** Whether a person has to come again, though the browser remembers them. */
export function needsPerson(world: World, account: string): boolean {
  return demandsOf(world).some((demand) => demand.account === account)
}

/** Whether a refresh token of that time may still be used, with the claims that the request carries. */
export function refuseRefresh(
  world: World,
  account: string,
  issuedAt: number,
  met: string | null,
  sent: string | null,
): void {
  refuseSignIn(world, account)
  for (const kind of ofRefresh) {
    const demand = demandOf(world, account, kind)
    if (demand && issuedAt < demand.since) throw new Refusal(kind, null, kind === 'mfa' ? demand.claims : null)
  }
  const claims = demandOf(world, account, 'claims')
  if (claims && !carries(met, claims.claims) && !(claims.silently && carries(sent, claims.claims))) {
    throw new Refusal('claims', null, claims.claims)
  }
}

/** Whether claims (JSON) ask for all that is wanted; programs add what they are capable of. */
export function carries(sent: string | null, wanted: string | null): boolean {
  if (wanted === null) return true
  return sent !== null && holds(JSON.parse(sent), JSON.parse(wanted))
}

function holds(sent: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return sent === wanted
  if (typeof sent !== 'object' || sent === null) return false
  if (Array.isArray(wanted)) return Array.isArray(sent) && wanted.every((one, i) => holds(sent[i], one))
  return Object.entries(wanted).every(([name, value]) => holds((sent as Record<string, unknown>)[name], value))
}

/** The claims of a request, which are one JSON object. */
export function parseClaims(text: string | null): string | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return JSON.stringify(value)
  } catch {
    // The same answer as for any other text that is no object.
  }
  throw new Refusal('wrongValue', 'claims')
}
