/** OData's options of a list (C: concepts/query-parameters.md). What a list doesn't know is refused, so that nobody relies on it. */

import { invalidRequest } from '../problem.ts'
import type { Exchange } from './exchange.ts'

export interface ListRules {
  /** Names as they are documented; they come in any case. */
  readonly options: readonly string[]
  /** What can be selected. */
  readonly members?: ReadonlySet<string>
  /** The one order that is served. */
  readonly order?: string
  /** Items without `$top`, and at most. */
  readonly page: number
  readonly most: number
  /** The option that says where to go on. */
  readonly following: '$skip' | '$skiptoken'
}

/** The part of `all` that was asked for, with the link to the next one. The link is to be used as it is. */
export function listed(
  exchange: Exchange,
  origin: string,
  rules: ListRules,
  all: readonly Record<string, unknown>[],
): Record<string, unknown> {
  const asked = optionsOf(exchange.query, rules.options)
  const order = asked.get('$orderby')
  if (order !== undefined && order !== rules.order)
    throw invalidRequest(`The query option '$orderby=${order}' is not supported here.`)
  const size = Math.min(whole(asked, '$top', rules.page), rules.most)
  if (size < 1) throw invalidRequest('Invalid $top.')
  const skip = whole(asked, rules.following, 0)
  const wanted = selection(asked.get('$select'), rules.members)
  const kept = [...asked].filter(([name]) => name !== rules.following)
  const next = [...kept, [rules.following, String(skip + size)] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return {
    value: all
      .slice(skip, skip + size)
      .map((item) =>
        wanted === null ? item : Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name))),
      ),
    ...(all.length > skip + size && { '@odata.nextLink': `${origin}${exchange.path}?${next}` }),
  }
}

/** By their documented names. */
export function optionsOf(query: URLSearchParams, known: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    [...query].map(([given, value]) => {
      const name = known.find((option) => option.toLowerCase() === given.toLowerCase())
      if (name === undefined) throw invalidRequest(`The query option '${given}' is not supported here.`)
      return [name, value]
    }),
  )
}

function whole(asked: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = asked.get(name)
  if (text === undefined) return otherwise
  if (!/^\d{1,6}$/.test(text)) throw invalidRequest(`Invalid ${name}.`)
  return Number(text)
}

/** The id always comes. */
function selection(text: string | undefined, members: ReadonlySet<string> | undefined): ReadonlySet<string> | null {
  if (text === undefined) return null
  const wanted = text.split(',').map((name) => name.trim())
  for (const name of wanted) {
    if (members?.has(name) !== true) throw invalidRequest(`Could not find a property named '${name}'.`)
  }
  return new Set([...wanted, 'id'])
}
