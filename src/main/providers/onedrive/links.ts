/**
 * From what people copy out of a browser to an address: sharing links, and what the address bar shows. Both go through
 * `/shares` (OD: api/shares_get.md, "sharing URL"), which takes the web address of any item that one may see.
 */

import * as z from 'zod'
import { formatDestination, parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/failure.ts'
import { shareIdOf } from '../../../shared/share-id.ts'
import type { Call } from '../../engine/ports/provider.ts'
import { encodeName } from './addresses.ts'
import { ask } from './graph-call.ts'
import type { Graph } from './graph-call.ts'
import { addressById } from './lists.ts'

const Shared = z.object({ id: z.string().min(1), parentReference: z.object({ driveId: z.string().min(1) }) })
const Site = z.object({ id: z.string().min(1) })

/** A link is a permission: it isn't part of any failure, since these are shown and logged. */
const facts = { destination: 'The link' } as const

export async function addressOfLink(graph: Graph, link: string, call: Call): Promise<Result<string | null>> {
  const url = plainUrl(link)
  if (url === null) return ok(null)
  const site = siteIn(url)
  return site === null ? byShare(graph, url, call) : bySite(graph, site, call)
}

/** "redeemSharingLink": who was sent a link gets what it gives, as by opening it in a browser. */
async function byShare(graph: Graph, url: URL, call: Call): Promise<Result<string | null>> {
  const share = shareIdOf(encodeURIComponent(url.href))
  if (share === null) return ok(null)
  const asked = await ask(
    graph,
    {
      method: 'GET',
      url: `${graph.connection.graphUrl}/v1.0/shares/${share}/driveItem?$select=id,name,folder,parentReference`,
      headers: { prefer: 'redeemSharingLink' },
      facts,
    },
    call,
  )
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? Shared.safeParse(answer.json) : null
  if (found === null || !found.success) return fail(refusal())
  const address = addressById(found.data.parentReference.driveId, found.data.id)
  return address === null
    ? fail(failure('address-invalid', { address: 'The link', detail: 'it leads nowhere.' }))
    : ok(address)
}

/** C: api-reference/v1.0/api/site-getbypath.md */
async function bySite(graph: Graph, { host, path }: SitePath, call: Call): Promise<Result<string | null>> {
  const place = `${encodeName(host)}:/${path.map(encodeName).join('/')}`
  const url = `${graph.connection.graphUrl}/v1.0/sites/${place}?$select=id`
  const asked = await ask(graph, { method: 'GET', url, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const found = answer.status === 200 ? Site.safeParse(answer.json) : null
  if (found === null || !found.success) return fail(refusal())
  const parsed = parseDestination(`onedrive:sites/${found.data.id}`)
  return parsed.ok ? ok(formatDestination(parsed.value)) : parsed
}

/**
 * The web address of the item itself. SharePoint's pages that list a library say in `id` (and older ones in `RootFolder`)
 * which folder they show. Null: no https address.
 */
function plainUrl(link: string): URL | null {
  if (!URL.canParse(link)) return null
  const url = new URL(link)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null
  const shown = url.searchParams.get('id') ?? url.searchParams.get('RootFolder')
  if (/\.aspx$/i.test(url.pathname) && shown?.startsWith('/') === true) {
    return new URL(shown.split('/').map(encodeURIComponent).join('/'), url.origin)
  }
  // The page that a library opens with, where nobody has gone into a folder yet.
  const library = /^(.*)\/Forms\/[^/]+\.aspx$/i.exec(url.pathname)
  if (library !== null) return new URL(library[1] ?? '/', url.origin)
  return url
}

interface SitePath {
  readonly host: string
  readonly path: readonly string[]
}

/** `https://contoso.sharepoint.com/sites/x`, with or without its home page. Null: it is about an item. */
function siteIn({ hostname, pathname }: URL): SitePath | null {
  const [, collection, name, rest = ''] = /^\/(sites|teams)\/([^/]+)(\/.*)?$/i.exec(pathname) ?? []
  if (collection === undefined || name === undefined) return null
  if (!/^\/?$|^\/SitePages\/[^/]+\.aspx$/i.test(rest)) return null
  return { host: hostname, path: [collection, decodeURIComponent(name)] }
}
