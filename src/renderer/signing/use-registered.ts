import type { SettingKey } from '../../shared/settings.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { useAsked } from '../engine/use-asked.ts'

const askSettings = (client: EngineClient, signal: AbortSignal) => client.settings.list({}, signal)

export interface Registered {
  readonly microsoftClientId: string | null
  readonly boxClientId: string | null
  /** Null until it is known. */
  readonly boxRedirectPort: number | null
}

/** As which programs Longshore is registered, as far as the settings say it: an environment may say more. */
export function useRegistered(): Registered {
  const { value } = useAsked(askSettings)
  const of = (key: SettingKey): unknown => value?.find((each) => each.key === key)?.value
  const text = (key: SettingKey): string | null => {
    const found = of(key)
    return typeof found === 'string' && found !== '' ? found : null
  }
  const port = of('accounts.boxRedirectPort')
  return {
    microsoftClientId: text('accounts.microsoftClientId'),
    boxClientId: text('accounts.boxClientId'),
    boxRedirectPort: typeof port === 'number' ? port : null,
  }
}
