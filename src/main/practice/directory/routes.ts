import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { type ListRules, listed } from '../http/list-options.ts'
import { parseAddress } from '../onedrive/address.ts'
import { driveItem, driveJson } from '../onedrive/drive-item.ts'
import { findUser, resolveDrive } from '../onedrive/resolve.ts'
import { Problem, invalidRequest, itemNotFound } from '../problem.ts'
import { me } from '../seed.ts'
import { findAccount, loginOf } from '../sign-in/accounts.ts'
import { authenticate } from '../sign-in/tokens.ts'
import type { AccessToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import { type Group, type Site, groupsOf, sharedOf, siteById, sitesOf } from './store.ts'

type Answer = (context: Context, token: AccessToken) => Reply

/** Who and what there is: users, groups, sites and their drives. Null: something else was asked for. */
export function directoryRoute(path: string, exchange: Exchange): Route | null {
  const found = find(path.replace(/\/$/, ''), exchange)
  if (!found) return null
  if (exchange.method !== 'GET') return methodNotAllowed(['GET'])
  return {
    op: found.op,
    run: async (context) => {
      const token = authenticate(context, exchange.bearer)
      exchange.entry.account = token.account
      return found.answer(context, token)
    },
  }
}

function find(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  if (path === '/me')
    return { op: 'me', answer: ({ world }, { account }) => json(200, asNamed(world, findUser(account) ?? me)) }
  if (path === '/organization') {
    return { op: 'organization', answer: (_, { account }) => json(200, { value: organizationsOf(account) }) }
  }
  const user = /^\/users\/([^/:]+)$/.exec(path)
  if (user) return { op: 'user', answer: () => json(200, required(findUser(decodeURIComponent(user[1] ?? '')))) }
  return findSites(path, exchange) ?? findGroups(path, exchange) ?? findDrives(path, exchange)
}

const siteList: ListRules = {
  options: ['$select', '$top', '$skiptoken', 'search'],
  members: new Set(['id', 'name', 'displayName', 'webUrl', 'description', 'createdDateTime', 'siteCollection']),
  page: 100,
  most: 500,
  following: '$skiptoken',
}

/** C: api-reference/v1.0/api/site-search.md, sites-list-followed.md, site-get.md. */
function findSites(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  if (path === '/sites') {
    const op = 'sites'
    return {
      op,
      answer: ({ world, origins }, token) => {
        requireSites(token)
        const text = exchange.query.get('search')
        if (text === null) throw invalidRequest('Invalid request: say what to search for.')
        const wanted = text === '*' ? '' : text.toLowerCase()
        const found = sitesOf(world).filter(({ displayName, name }) => {
          return `${displayName} ${name}`.toLowerCase().includes(wanted)
        })
        return json(200, listed(exchange, origins.graph, siteList, found.map(siteJson)))
      },
    }
  }
  if (path === '/me/followedSites') {
    return {
      op: 'sites',
      answer: ({ world, origins }, token) => {
        requireSites(token)
        const found = token.account === me.id ? sitesOf(world).filter(({ isFollowed }) => isFollowed) : []
        return json(200, listed(exchange, origins.graph, siteList, found.map(siteJson)))
      },
    }
  }
  const one = /^\/sites\/([^/:]+(?::\/[^:]+)?):?$/.exec(path)
  if (!one) return null
  const id = decodeURIComponent(one[1] ?? '')
  return { op: 'site', answer: ({ world }) => json(200, siteJson(required(siteById(world, id)))) }
}

const groupList: ListRules = {
  options: ['$select', '$top', '$skiptoken', '$count'],
  members: new Set(['id', 'displayName', 'groupTypes', 'description', 'mail']),
  page: 100,
  most: 999,
  following: '$skiptoken',
}

/**
 * C: api-reference/v1.0/api/user-list-memberof.md. A cast is an advanced query, which needs the header and `$count`; of
 * what the caller may not read only id and type are told.
 */
function findGroups(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  const isCast = path === '/me/memberOf/microsoft.graph.group'
  if (path === '/groups' || path === '/me/memberOf' || isCast) {
    return {
      op: 'group',
      answer: ({ world, origins }, token) => {
        const isAdvanced = exchange.header('consistencylevel') === 'eventual' && exchange.query.get('$count') === 'true'
        if (isCast && !isAdvanced) throw invalidRequest('The specified type cast is not supported without $count.')
        const found = groupsOf(world).map((group) => groupJson(group, mayReadGroups(token)))
        return json(200, listed(exchange, origins.graph, groupList, found))
      },
    }
  }
  const one = /^\/groups\/([^/:]+)$/.exec(path)
  if (!one) return null
  const id = decodeURIComponent(one[1] ?? '')
  return {
    op: 'group',
    answer: ({ world }, token) => {
      const group = required(groupsOf(world).find((each) => each.id === id))
      return json(200, groupJson(group, mayReadGroups(token)))
    },
  }
}

function findDrives(path: string, exchange: Exchange): { op: string; answer: Answer } | null {
  if (/^\/(?:me|users\/[^/:]+)\/drive\/sharedWithMe$/.test(path))
    return { op: 'shared', answer: sharedWithMe(exchange) }
  const list = /^(\/me|\/users\/[^/:]+|\/groups\/[^/:]+|\/sites\/[^/:]+(?::\/[^:]+:?)?)?\/drives$/.exec(path)
  const address = parseAddress(list ? `${list[1] ?? '/me'}/drive` : path, exchange.query)
  if (!address || address.base.kind !== 'drive' || address.names.length > 0 || address.action !== '') return null
  return {
    op: 'drive',
    answer: ({ world }) => {
      const first = resolveDrive(world, address.drive)
      if (!list) return json(200, driveJson(world, first))
      const all = [...world.drives.values()].filter(({ owner }) => owner.id === first.owner.id)
      return json(200, { value: all.map((drive) => driveJson(world, drive)) })
    },
  }
}

/** C: api-reference/v1.0/api/drive-sharedwithme.md: always with the remoteItem, which says where the item really is. */
function sharedWithMe(exchange: Exchange): Answer {
  return ({ world, origins }, token) => {
    const found = token.account === me.id ? sharedOf(world) : []
    const value = found.map((item) => {
      const remote = driveItem(world, item, origins)
      const { id, name, size, webUrl } = remote
      return { id, name, size, webUrl, remoteItem: { ...remote, shared: { scope: 'users' } } }
    })
    return json(200, listed(exchange, origins.graph, sharedList, value))
  }
}

const sharedList: ListRules = { options: ['$top', '$skiptoken'], page: 200, most: 999, following: '$skiptoken' }

/** C: includes/permissions/site-search-permissions.md. */
function requireSites({ scopes }: AccessToken): void {
  if (scopes.some((scope) => ['Sites.Read.All', 'Sites.ReadWrite.All'].includes(scope))) return
  throw new Problem(403, 'accessDenied', 'Either scp or roles claim need to be present in the token.')
}

function mayReadGroups({ scopes }: AccessToken): boolean {
  return scopes.includes('GroupMember.Read.All')
}

function groupJson({ id, displayName, isUnified }: Group, isReadable: boolean): Record<string, unknown> {
  if (!isReadable) return { '@odata.type': '#microsoft.graph.group', id, displayName: null, groupTypes: null }
  return { '@odata.type': '#microsoft.graph.group', id, displayName, groupTypes: isUnified ? ['Unified'] : [] }
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

function siteJson({ id, name, displayName, hostname, path }: Site): Record<string, unknown> {
  return { id, name, displayName, webUrl: `https://${hostname}${path}`, siteCollection: { hostname } }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw itemNotFound()
  return value
}
