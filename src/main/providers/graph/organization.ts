/** Whose account it is, asked of Graph: nobody else can say it so that it can't have been made up. */

import * as z from 'zod'
import { type Result, fail, ok } from '../../../shared/failure.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection } from '../../engine/ports/http.ts'
import type { Tenant } from '../../engine/ports/permissions.ts'
import { refusalOf } from './errors.ts'

/** A tenant has hundreds of domains at most; a list without end is nobody's. */
const Organizations = z.object({
  value: z
    .array(
      z.object({
        id: z.string().min(1).max(100),
        verifiedDomains: z
          .array(z.object({ name: z.string().max(255) }))
          .max(10_000)
          .nullish()
          .catch(null),
      }),
    )
    .length(1),
})

/**
 * GET /organization (G:api-reference/v1.0/api/organization-list.md): with `User.Read` it tells id and domains of a work
 * account; personal accounts have no such thing.
 *
 * @returns null where Graph refuses to say it, or says it of nobody. Failures: what is over at some time, and `signed-out`.
 */
export async function tenantOf(
  { http, graphUrl, account }: GraphConnection,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Tenant | null>> {
  const url = `${graphUrl}/v1.0/organization?$select=id,verifiedDomains`
  const asked = await http.request({ method: 'GET', url, body: null, authorization: 'account', signal })
  if (!asked.ok) return asked
  const { status, json } = asked.value
  if (status === 200) {
    const parsed = Organizations.safeParse(json)
    if (!parsed.success) return ok(null)
    const [one] = parsed.data.value
    const domains = (one?.verifiedDomains ?? []).map(({ name }) => name.toLowerCase())
    return ok(one === undefined ? null : { id: one.id.toLowerCase(), domains })
  }
  if (status < 500 && status !== 408 && status !== 429) return ok(null)
  const context = { host: new URL(graphUrl).host, on: 'graph', now: clock.now(), facts: { account } } as const
  return fail(refusalOf(asked.value, context))
}
