import type { EngineClient } from '../engine/engine-client.ts'
import { useAsked } from '../engine/use-asked.ts'
import type { Offered } from './link-offer.ts'

const askOffer = (client: EngineClient, signal: AbortSignal) => client.links.offer({}, signal)

/** Which links can be asked for. */
export function useLinkOffer(): Offered {
  const { value, failure } = useAsked(askOffer)
  return value ?? (failure === null ? undefined : null)
}
