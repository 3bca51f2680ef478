import type { Context } from './context.ts'
import type { Exchange } from './http/exchange.ts'
import { json, type Reply } from './http/reply.ts'
import { methodNotAllowed, type Route } from './http/route.ts'
import { parseAddress } from './onedrive/address.ts'
import { driveJson } from './onedrive/drive-item.ts'
import { findUser, isSite, resolveDrive } from './onedrive/resolve.ts'
import { itemNotFound } from './problem.ts'
import { group, me, site } from './seed.ts'
import { findAccount, loginOf } from './sign-in/accounts.ts'
import { authenticate } from './sign-in/tokens.ts'
import type { World } from './storage/world.ts'

/** @param account of the caller's token */
type Answer = (context: Context, account: string) => Reply

/** Who and what there is: users, groups, sites and their drives. Null: something else was asked for. */
export function directoryRoute(path: string, exchange: Exchange): Route | null {
  const found = find(path.replace(/\/$/, ''), exchange)
  if (!found) return null
  if (exchange.method !== 'GET') return methodNotAllowed(['GET'])
  return {
    op: found.op,
    run: async (context) => {
      const { account } = authenticate(context, exchange.bearer)
      exchange.entry.account = account
      return found.answer(context, account)
    },
  }
}

function find(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  if (path === '/me')
    return { op: 'me', answer: ({ world }, account) => json(200, asNamed(world, findUser(account) ?? me)) }
  if (path === '/organization') {
    return { op: 'organization', answer: (_, account) => json(200, { value: organizationsOf(account) }) }
  }
  const user = /^\/users\/([^/:]+)$/.exec(path)
  if (user) return { op: 'user', answer: () => json(200, required(findUser(decodeURIComponent(user[1] ?? '')))) }
  if (path === '/sites') return { op: 'site', answer: (context) => json(200, { value: [siteJson(context)] }) }
  const oneSite = /^\/sites\/([^/:]+(?::\/[^:]+)?):?$/.exec(path)
  if (oneSite) {
    const id = decodeURIComponent(oneSite[1] ?? '')
    return { op: 'site', answer: (context) => json(200, required(isSite(id) ? siteJson(context) : undefined)) }
  }
  if (path === '/groups' || path === '/me/memberOf') return { op: 'group', answer: () => json(200, { value: [group] }) }
  const oneGroup = /^\/groups\/([^/:]+)$/.exec(path)
  if (oneGroup) return { op: 'group', answer: () => json(200, required(oneGroup[1] === group.id ? group : undefined)) }
  return findDrives(path, exchange)
}

function findDrives(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  const list = /^(\/me|\/users\/[^/:]+|\/groups\/[^/:]+|\/sites\/[^/:]+)?\/drives$/.exec(path)
  const address = parseAddress(list ? `${list[1] ?? '/me'}/drive` : path, exchange.query)
  if (!address || address.base.kind !== 'drive' || address.names.length > 0 || address.action !== '') return null
  return {
    op: 'drive',
    answer: ({ world }) => {
      const drive = driveJson(world, resolveDrive(world, address.drive))
      return json(200, list ? { value: [drive] } : drive)
    },
  }
}

function asNamed(world: World, user: NonNullable<ReturnType<typeof findUser>>): object {
  const { id, userPrincipalName: login } = user
  return { ...user, userPrincipalName: loginOf(world, { id, login }) }
}

/** Whose account it is: of a personal one nobody's (G:api-reference/v1.0/api/organization-list.md supports work accounts only). */
function organizationsOf(account: string): readonly object[] {
  const found = findAccount(account)
  if (found?.kind !== 'work') return []
  const domain = {
    name: found.login.replace(/^.*@/, ''),
    capabilities: 'Email',
    isDefault: true,
    isInitial: true,
    type: 'Managed',
  }
  return [{ id: found.tenantId, displayName: 'Practice', verifiedDomains: [domain] }]
}

function siteJson({ world }: Context): Record<string, unknown> {
  const drive = resolveDrive(world, { kind: 'site', id: site.id })
  return { ...site, webUrl: `https://${site.hostname}${site.path}`, drive: { id: drive.id } }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw itemNotFound()
  return value
}
