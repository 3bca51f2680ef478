/** Which accounts a policy allows: by what is stored, and by what the service says of whose they are. Pure. */

import { boxRoots, cloudRoots } from '../../shared/service-roots.ts'
import type { Account } from '../engine/ports/account.ts'
import type { Tenant } from '../engine/ports/permissions.ts'
import { type PolicyFile, rootOf } from './keys.ts'
import { type Refused, listed } from './refused.ts'

const kindNames: Readonly<Record<Account['kind'], string>> = {
  microsoft: 'Microsoft',
  box: 'Box',
  practice: 'the practice cloud',
}

/** The practice cloud inside the engine has no roots: nothing leaves this computer. */
function hasRoots(account: Account): boolean {
  return rootsOf(account).length > 0
}

function rootsOf({ graphUrl, loginUrl, boxUrl, boxUploadUrl, boxLoginUrl }: Account): string[] {
  return [graphUrl, loginUrl, boxUrl, boxUploadUrl, boxLoginUrl].filter((url) => url !== null)
}

export function accountRefusal(policy: PolicyFile, account: Account): Refused | null {
  const { name, kind, cloud } = account
  const kinds = policy['accounts.kinds']
  if (kinds !== undefined && !kinds.includes(kind)) {
    return { what: `The account '${name}' of ${kindNames[kind]}`, allowed: `accounts of ${listed(named(kinds))}` }
  }
  const allowed = policy['accounts.clouds']
  if (allowed !== undefined && kind === 'microsoft' && !allowed.includes(cloud)) {
    return { what: `The account '${name}' in the cloud ${cloud}`, allowed: `the clouds ${listed(allowed)}` }
  }
  return rootRefusal(policy, account) ?? clientRefusal(policy, account)
}

function named(kinds: readonly Account['kind'][]): string[] {
  return kinds.map((kind) => kindNames[kind])
}

/**
 * A cloud, a tenant and a client are what a service says: one at an address of somebody's choice says what it likes. So
 * where they are decided, the addresses are those that everybody knows, or the listed ones.
 */
function rootRefusal(policy: PolicyFile, account: Account): Refused | null {
  const endpoints = policy['accounts.endpoints']
  const isDecided = policy['accounts.clouds'] !== undefined || policy['accounts.tenants'] !== undefined
  if ((endpoints === undefined && !isDecided) || !hasRoots(account)) return null
  const known = endpoints ?? knownRoots(account)
  const foreign = rootsOf(account).find((root) => !known.includes(rootOf(root)))
  if (foreign === undefined) return null
  return { what: `The address ${foreign} of the account '${account.name}'`, allowed: listed(known) }
}

function knownRoots({ kind, cloud }: Account): string[] {
  if (kind === 'practice') return []
  return Object.values(kind === 'box' ? boxRoots : cloudRoots[cloud])
}

/** An account with an app registration of its own, where another one is decided. */
function clientRefusal({ settings }: PolicyFile, { name, kind, clientId }: Account): Refused | null {
  const decided: unknown = settings?.[`accounts.${kind}ClientId`]
  if (typeof decided !== 'string' || clientId === null || clientId === decided) return null
  return { what: `The app registration ${clientId} of the account '${name}'`, allowed: decided }
}

export function asksForTenant(policy: PolicyFile, account: Account): boolean {
  return policy['accounts.tenants'] !== undefined && account.graphUrl !== null
}

/** @param tenant null: the service doesn't say whose account it is */
export function tenantRefusal(policy: PolicyFile, account: string, tenant: Tenant | null): Refused | null {
  const tenants = policy['accounts.tenants']
  if (tenants === undefined) return null
  const own = tenant === null ? [] : [tenant.id, ...tenant.domains]
  if (own.some((name) => tenants.includes(name.toLowerCase()))) return null
  const whose = tenant === null ? 'of no organisation that could be verified' : `of ${tenant.domains[0] ?? tenant.id}`
  return { what: `The account '${account}' ${whose}`, allowed: `accounts of ${listed(tenants)}` }
}
