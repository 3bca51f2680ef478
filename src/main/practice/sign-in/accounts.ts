import { me, users } from '../seed.ts'
import { personalTenant, practiceTenant } from './tenants.ts'

/** Somebody who can sign in at Microsoft's login host. */
export interface SignInAccount {
  readonly id: string
  readonly displayName: string
  readonly login: string
  readonly kind: 'work' | 'personal'
  readonly tenantId: string
}

/** The personal account's id begins with the zeros that its kind begins with in the service. */
const personalAccount: SignInAccount = {
  id: '00000000-0000-0000-5a7e-000000000007',
  displayName: 'Practice at home',
  login: 'you@home.practice.example',
  kind: 'personal',
  tenantId: personalTenant,
}

export const accounts: readonly SignInAccount[] = [
  ...users.map(({ id, displayName, userPrincipalName }) => ({
    id,
    displayName,
    login: userPrincipalName,
    kind: 'work' as const,
    tenantId: practiceTenant,
  })),
  personalAccount,
]

/** By id or by address, whose case means nothing. */
export function findAccount(name: string): SignInAccount | undefined {
  return accounts.find(({ id, login }) => id === name || login === name.toLowerCase())
}

/** Who the automatic mode signs in where nobody is named. */
export function usualAccount(allowed: readonly SignInAccount[]): SignInAccount | undefined {
  return allowed.find(({ id }) => id === me.id) ?? allowed[0]
}
