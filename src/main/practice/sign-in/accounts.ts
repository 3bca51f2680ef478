import { nationalClouds, type CloudName } from '../clouds.ts'
import { me, nationalUsers, personalUser, users } from '../seed.ts'
import type { World } from '../storage/world.ts'
import { type NewName, tables } from './rows.ts'
import { nationalTenants, personalTenant, practiceTenant } from './tenants.ts'

/** Somebody who can sign in at Microsoft's login host. */
export interface SignInAccount {
  readonly id: string
  readonly displayName: string
  readonly login: string
  readonly kind: 'work' | 'personal'
  readonly tenantId: string
  readonly cloud: CloudName
}

export const accounts: readonly SignInAccount[] = [
  ...users.map((user) => accountOf(user, 'work', practiceTenant)),
  accountOf(personalUser, 'personal', personalTenant),
  ...nationalClouds.map((cloud) => accountOf(nationalUsers[cloud], 'work', nationalTenants[cloud], cloud)),
]

interface User {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
}

function accountOf(
  { id, displayName, userPrincipalName: login }: User,
  kind: SignInAccount['kind'],
  tenantId: string,
  cloud: CloudName = 'global',
): SignInAccount {
  return { id, displayName, login, kind, tenantId, cloud }
}

/** Somebody's address as it is now: it may change, and two people of different tenants may have the same. */
export function loginOf(world: World, { id, login }: Pick<SignInAccount, 'id' | 'login'>): string {
  return world.table<NewName>(tables.name).get(id)?.login ?? login
}

/** By id or by first address, whose case means nothing. */
export function findAccount(name: string): SignInAccount | undefined {
  return accounts.find(({ id, login }) => id === name || login === name.toLowerCase())
}

/** Who the automatic mode signs in where nobody is named. */
export function usualAccount(allowed: readonly SignInAccount[]): SignInAccount | undefined {
  return allowed.find(({ id }) => id === me.id) ?? allowed[0]
}
