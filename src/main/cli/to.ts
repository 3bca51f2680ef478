/** Where to, as somebody wrote it after `--to`: an address, a favourite (`@NAME`), or a link that they copied. */

import { FailureError, failure } from '../../shared/failure.ts'
import { valueOf } from './session.ts'
import type { EngineClient } from './session.ts'

interface Target {
  readonly to: string
  readonly account?: string | undefined
}

/** A link is asked about once, and is an address from then on. */
export async function resolved<T extends Target>(client: EngineClient, given: T): Promise<T> {
  const { to, account } = given
  if (to.startsWith('@')) return favouriteOf(client, given)
  if (!/^https?:\/\//i.test(to)) return given
  const asked = { link: to, ...(account !== undefined && { account }) }
  const found = valueOf(await client.destinations.ofLink(asked))
  return { ...given, to: found.address, account: found.account }
}

async function favouriteOf<T extends Target>(client: EngineClient, given: T): Promise<T> {
  const name = given.to.slice(1)
  const { favourites } = valueOf(await client.favourites.list({}))
  const found = favourites.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new FailureError(failure('not-found', { what: 'favourite', id: name }))
  return { ...given, to: found.address, account: given.account ?? found.account }
}
