/** As which program we sign in: where its id comes from, in one place. */

import type { Account } from '../engine/ports/account.ts'
import type { Settings } from './settings.ts'

type Kind = Exclude<Account['kind'], 'practice'>

/** Where people may set it. */
export const clientIdPlaces = {
  microsoft: { setting: 'accounts.microsoftClientId', variable: 'LONGSHORE_MICROSOFT_CLIENT_ID', service: 'Microsoft' },
  box: { setting: 'accounts.boxClientId', variable: 'LONGSHORE_BOX_CLIENT_ID', service: 'Box' },
} as const satisfies Record<Kind, { setting: string; variable: string; service: string }>

export type ClientIdOf = (kind: Kind, flag: string | undefined) => Promise<string | null>

/** What was asked for with the account, else the environment, else the setting; one that is decided wins over all. */
export function createClientIdOf(
  settings: Pick<Settings, 'valueUnless'>,
  environment: Readonly<Record<string, string | undefined>>,
): ClientIdOf {
  return async (kind, flag) => {
    const { setting, variable } = clientIdPlaces[kind]
    return settings.valueUnless(setting, flag ?? (environment[variable] || undefined))
  }
}
