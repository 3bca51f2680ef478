import type { PolicyView } from '../../shared/policy-view.ts'
import type { EngineClient } from './engine-client.ts'
import { useAsked } from './use-asked.ts'

const askPolicy = (client: EngineClient, signal: AbortSignal) => client.engine.policy({}, signal)

/** What the administrator decided; null: nothing, or not known yet. The engine refuses what is offered nevertheless. */
export function usePolicy(): PolicyView | null {
  return useAsked(askPolicy).value
}

/** Of a list of the policy: where there is none, everything is allowed. */
export function allows(list: readonly string[] | null | undefined, one: string): boolean {
  return list === null || list === undefined || list.includes(one)
}
