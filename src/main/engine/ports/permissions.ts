/** What the administrator of this computer allows. Answers are the failure to refuse with; null: it is allowed. */

import type { Failure } from '../../../shared/failure.ts'
import type { SettingKey } from '../../../shared/settings.ts'
import type { Account } from './account.ts'
import type { LinkWish } from './share.ts'

/** Whose accounts these are, as the service itself says it. */
export interface Tenant {
  readonly id: string
  /** Verified by the service, in lower case. */
  readonly domains: readonly string[]
}

/** Which links may be made to what was uploaded. */
export interface LinkRules {
  /** None: no links. */
  readonly scopes: readonly NonNullable<LinkWish['scope']>[]
  /** A link ends after so many days at the latest; null: nobody decided it. */
  readonly mostDays: number | null
}

/** `not-allowed-here`, unless it is said otherwise. */
export interface Permissions {
  /** By what is known without asking anybody: its kind, its cloud, where its services are. */
  readonly account: (account: Account) => Failure | null
  /** Whether `tenant` has to be asked before the account is used for anything. */
  readonly asksForTenant: (account: Account) => boolean
  /** @param tenant null: the service doesn't say it */
  readonly tenant: (account: string, tenant: Tenant | null) => Failure | null
  readonly destination: (address: string) => Failure | null
  /** Whether looking around in a place can lead to a destination that is allowed. */
  readonly leads: (place: string) => boolean
  /** A folder that is or shall be watched; absolute, without links. */
  readonly folder: (folder: string) => Failure | null
  /** Whether a setting has the value that was decided for this computer, which nobody else changes. */
  readonly lockOf: (key: SettingKey) => { readonly value: unknown } | null
  /** The highest value of a setting that is a number; null: the table's own. */
  readonly atMost: (key: SettingKey) => number | null
  readonly links: () => LinkRules
  /**
   * @param scope null: as the service has it; then what is allowed is asked for
   * @param days how long it is to live; null: no end is asked for, then the longest that is allowed is
   */
  readonly refusalOfLink: (scope: LinkWish['scope'], days: number | null) => Failure | null
  /** `web-ui-closed` where the local web UI stays shut. */
  readonly webUi: () => Failure | null
  /** Who can be asked about it; null where nobody is named. */
  readonly contact: string | null
}
