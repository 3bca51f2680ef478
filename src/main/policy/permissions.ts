/**
 * What policies allow, as one set of answers. There may be several files: each is asked, and the first one that refuses
 * has the word, so that another file can only take away. Pure.
 */

import { parsePlace } from '../../shared/browse-place.ts'
import { type Failure, failure } from '../../shared/failure.ts'
import type { PolicyView } from '../../shared/policy-view.ts'
import { settings } from '../../shared/settings.ts'
import type { SettingKey } from '../../shared/settings.ts'
import type { Account } from '../engine/ports/account.ts'
import type { Permissions } from '../engine/ports/permissions.ts'
import { accountRefusal, asksForTenant, tenantRefusal } from './accounts.ts'
import { folderRefusal } from './folders.ts'
import type { PolicyFile } from './keys.ts'
import { isAllowed, leadsTo } from './patterns.ts'
import { linkRefusal, linkRules } from './links.ts'
import { type Refused, listed } from './refused.ts'

export interface Policies extends Permissions {
  /** For faces, which don't offer what would be refused. Null: nobody decided anything. */
  readonly view: () => PolicyView | null
}

/** @param home of the person whose engine this is, as the system has it and not the environment */
export function permissionsOf(files: readonly PolicyFile[], home: string): Policies {
  const contact = files.find((file) => file.contact !== undefined)?.contact ?? null
  const first = (judge: (file: PolicyFile) => Refused | null): Failure | null => {
    for (const file of files) {
      const refused = judge(file)
      if (refused !== null) return notAllowed(refused, contact)
    }
    return null
  }
  return {
    contact,
    account: (account: Account) => first((file) => accountRefusal(file, account)),
    asksForTenant: (account) => files.some((file) => asksForTenant(file, account)),
    tenant: (account, tenant) => first((file) => tenantRefusal(file, account, tenant)),
    destination: (address) => first((file) => destinationRefusal(file, address)),
    leads: (place) => {
      const parsed = parsePlace(place)
      const isList = parsed.ok && parsed.value.list !== null
      return files.every(({ destinations }) => destinations === undefined || leadsTo(destinations, place, isList))
    },
    folder: (folder) => first((file) => folderRefusal(file, folder, home)),
    lockOf: (key) => lockOf(files, key),
    atMost: (key) => atMost(files, key),
    links: () => linkRules(files),
    refusalOfLink: (scope, days) => first((file) => linkRefusal(file, scope, days)),
    webUi: () => webUiRefusal(files),
    view: () => viewOf(files, contact),
  }
}

function notAllowed({ what, allowed }: Refused, contact: string | null): Failure {
  return failure('not-allowed-here', { what, allowed, contact: contact ?? 'your administrator' })
}

function destinationRefusal({ destinations }: PolicyFile, address: string): Refused | null {
  if (destinations === undefined || isAllowed(destinations, address)) return null
  return { what: `The destination ${address}`, allowed: listed(destinations) }
}

function lockOf(files: readonly PolicyFile[], key: SettingKey): { readonly value: unknown } | null {
  for (const { settings: locked } of files) {
    if (locked !== undefined && Object.hasOwn(locked, key)) return { value: locked[key] }
  }
  return null
}

function atMost(files: readonly PolicyFile[], key: SettingKey): number | null {
  const caps = files
    .map(({ limits }) => (limits as Partial<Record<SettingKey, number | null>> | undefined)?.[key])
    .filter((cap) => typeof cap === 'number')
  return caps.length === 0 ? null : Math.min(...caps)
}

function webUiRefusal(files: readonly PolicyFile[]): Failure | null {
  if (files.every(({ webUi }) => webUi !== false)) return null
  return failure('web-ui-closed', { detail: 'your administrator keeps it shut on this computer' })
}

function viewOf(files: readonly PolicyFile[], contact: string | null): PolicyView | null {
  if (files.length === 0) return null
  const keys = Object.keys(settings) as SettingKey[]
  return {
    contact,
    accountKinds: common(files.map((file) => file['accounts.kinds'])),
    clouds: common(files.map((file) => file['accounts.clouds'])),
    tenants: common(files.map((file) => file['accounts.tenants'])),
    destinations: files.map(({ destinations }) => destinations).find((list) => list !== undefined) ?? null,
    watchFolders: files.map((file) => file['watches.folders']).find((list) => list !== undefined) ?? null,
    webUi: webUiRefusal(files) === null,
    locked: keys.filter((key) => lockOf(files, key) !== null),
  }
}

/** What all lists have; null where there is none. */
function common<T>(lists: readonly (readonly T[] | undefined)[]): T[] | null {
  const given = lists.filter((list) => list !== undefined)
  const [one] = given
  return one === undefined ? null : one.filter((each) => given.every((list) => list.includes(each)))
}
