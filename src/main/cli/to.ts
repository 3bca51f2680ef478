/** Where to, as somebody wrote it after `--to`: an address, or a link that they copied. */

import { valueOf } from './session.ts'
import type { EngineClient } from './session.ts'

interface Target {
  readonly to: string
  readonly account?: string | undefined
}

/** A link is asked about once, and is an address from then on. */
export async function resolved<T extends Target>(client: EngineClient, given: T): Promise<T> {
  const { to, account } = given
  if (!/^https?:\/\//i.test(to)) return given
  const asked = { link: to, ...(account !== undefined && { account }) }
  const found = valueOf(await client.destinations.ofLink(asked))
  return { ...given, to: found.address, account: found.account }
}
