/** The serving side of a contract that has no handlers of its own: it hands everything on to another client. */

import { failure, FailureError } from './failure.ts'
import type { Client, Contract, Handlers } from './rpc-contract.ts'

type AnyCall = (input: unknown, signal: AbortSignal) => Promise<unknown>
type AnyFollow = (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>

const nobody = failure('engine-unreachable', { detail: 'there is none at the moment' })

/** `current`: whom to ask now; null where there is nobody, which is the failure `engine-unreachable`. */
export function forward<C extends Contract>(contract: C, current: () => Client<C> | null): Handlers<C> {
  const groups = Object.entries(contract).map(([group, entries]) => {
    const handlers = Object.entries(entries).map(([name, entry]) => {
      const inner = (): unknown => (current() as Record<string, Record<string, unknown>> | null)?.[group]?.[name]
      if (entry.kind !== 'stream') {
        const call: AnyCall = async (input, signal) =>
          (await (inner() as AnyCall | undefined)?.(input, signal)) ?? { ok: false, failure: nobody }
        return [name, call]
      }
      const follow: AnyFollow = (input, signal) => {
        const found = inner() as AnyFollow | undefined
        if (found === undefined) throw new FailureError(nobody)
        return found(input, signal)
      }
      return [name, follow]
    })
    return [group, Object.fromEntries(handlers)]
  })
  return Object.fromEntries(groups) as Handlers<C>
}
