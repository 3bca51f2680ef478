import { useEffect } from 'react'
import type { EngineClient } from '../engine/engine-client.ts'
import { useAsked } from '../engine/use-asked.ts'
import { takeAppearance } from './appearance.ts'

const askSettings = (client: EngineClient, signal: AbortSignal) => client.settings.list({}, signal)

/** Follows what is chosen in another face. */
export function useAppearance(): void {
  const { value } = useAsked(askSettings, true)
  useEffect(() => {
    if (value !== null) void takeAppearance(value)
  }, [value])
}
