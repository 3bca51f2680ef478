/** What nobody may set for us: then we don't start, since everything else would be checked in vain (NW3). */

import { failure } from '../shared/failure.ts'
import type { Failure } from '../shared/failure.ts'

/** Node: any connection that doesn't say otherwise takes any certificate, those of our libraries too. */
const uncheckedTls = { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: '0' }

/** Null where there is nothing against starting. */
export function unsafeEnvironment(environment: Readonly<Record<string, string | undefined>>): Failure | null {
  const { name, value } = uncheckedTls
  return environment[name] === value ? failure('checks-off', { name }) : null
}
