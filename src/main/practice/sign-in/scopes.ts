import { graphNames, type CloudName, type Place } from '../clouds.ts'
import { Refusal } from './refusals.ts'

/** What a client may ask Graph for here, and whether a personal account can give it (graph.md F2). */
const graphScopes: Readonly<Record<string, 'everybody' | 'work'>> = {
  'User.Read': 'everybody',
  'Files.Read': 'everybody',
  'Files.Read.All': 'everybody',
  'Files.ReadWrite': 'everybody',
  'Files.ReadWrite.All': 'everybody',
  'Files.ReadWrite.AppFolder': 'everybody',
  'Mail.ReadWrite': 'everybody',
  'Calendars.ReadWrite': 'everybody',
  'Tasks.Read': 'everybody',
  'Tasks.ReadWrite': 'everybody',
  'Sites.Read.All': 'work',
  'Sites.ReadWrite.All': 'work',
  'GroupMember.Read.All': 'work',
  'Mail.ReadWrite.Shared': 'work',
  'Calendars.ReadWrite.Shared': 'work',
  'Tasks.ReadWrite.Shared': 'work',
  'Printer.Read.All': 'work',
  'PrinterShare.Read.All': 'work',
  'PrinterShare.ReadBasic.All': 'work',
  'PrintJob.Create': 'work',
  'PrintJob.ReadWrite': 'work',
}

/** Of no resource: they say what comes beside the token. */
const openId = ['openid', 'profile', 'email', 'offline_access']

const names = new Map([...Object.keys(graphScopes), ...openId].map((name) => [name.toLowerCase(), name]))

export const knownScopes: readonly string[] = [...names.values()]

/** What was asked for, and of whose Graph. */
export interface Scopes {
  readonly cloud: CloudName
  readonly names: readonly string[]
}

/**
 * The scopes of a request, by their plain names. They may carry the address of Graph, that of one cloud at a time, as
 * programs know it or as it is here; without one the first of `places` is meant.
 */
export function parseScopes(text: string, places: readonly Place[]): Scopes {
  const asked = text.split(' ').filter((scope) => scope !== '')
  if (asked.length === 0) throw new Refusal('missing', 'scope')
  const prefixes = places.flatMap(({ cloud, origins }) =>
    [graphNames[cloud], origins.graph].map((root) => ({ cloud, start: `${root}/` })),
  )
  const used = new Set<CloudName>()
  const found = asked.map((scope) => {
    const prefix = prefixes.find(({ start }) => scope.toLowerCase().startsWith(start))
    const name = names.get((prefix ? scope.slice(prefix.start.length) : scope).toLowerCase())
    if (name === undefined || (prefix && openId.includes(name))) throw new Refusal('scope', scope)
    if (prefix) used.add(prefix.cloud)
    return name
  })
  if (used.size > 1) throw new Refusal('scope', 'of more than one resource')
  const [cloud = places[0]?.cloud ?? 'global'] = used
  return { cloud, names: [...new Set(found)] }
}

export function personalCannotGive(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => graphScopes[scope] === 'work')
}

/** What a token is good for: `offline_access` is about another token. */
export function ofAccess(scopes: readonly string[]): string[] {
  return scopes.filter((scope) => scope !== 'offline_access')
}
