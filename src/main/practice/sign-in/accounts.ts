import { nationalClouds, type CloudName } from '../clouds.ts'
import { me, nationalUsers, personalUser, users } from '../seed.ts'
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

/** By id or by address, whose case means nothing. */
export function findAccount(name: string): SignInAccount | undefined {
  return accounts.find(({ id, login }) => id === name || login === name.toLowerCase())
}

/** Who the automatic mode signs in where nobody is named. */
export function usualAccount(allowed: readonly SignInAccount[]): SignInAccount | undefined {
  return allowed.find(({ id }) => id === me.id) ?? allowed[0]
}
