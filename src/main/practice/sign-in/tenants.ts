import type { NationalCloud } from '../clouds.ts'

/** The tenant of the people at practice.example. */
export const practiceTenant = '5a7e0000-0000-4000-8000-000000000006'

/** The tenants of the people in the clouds of states. */
export const nationalTenants: Readonly<Record<NationalCloud, string>> = {
  'us-gov': '5a7e0000-0000-4000-8000-000000000021',
  'us-dod': '5a7e0000-0000-4000-8000-000000000022',
  china: '5a7e0000-0000-4000-8000-000000000023',
}

/** The one tenant of all personal accounts, by its published id (docs/identity-platform/v2-protocols.md of Entra). */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** What the first segment of a login address means: whom it lets in, and what the issuer calls it. */
export interface Tenant {
  readonly name: string
  /** Of the issuer; the documents of `common` and `organizations` have a placeholder there. */
  readonly issuerId: string
  readonly letsIn: (account: { readonly kind: 'work' | 'personal'; readonly tenantId: string }) => boolean
}

const only = (id: string) => ({ issuerId: id, letsIn: ({ tenantId }: { tenantId: string }) => tenantId === id })

const tenants: Readonly<Record<string, Omit<Tenant, 'name'>>> = {
  common: { issuerId: '{tenantid}', letsIn: () => true },
  organizations: { issuerId: '{tenantid}', letsIn: ({ kind }) => kind === 'work' },
  consumers: only(personalTenant),
  [personalTenant]: only(personalTenant),
  [practiceTenant]: only(practiceTenant),
  'practice.example': only(practiceTenant),
  ...Object.fromEntries(Object.values(nationalTenants).map((id) => [id, only(id)])),
}

export function findTenant(name: string): Tenant | null {
  const key = decodeURIComponent(name).toLowerCase()
  const found = Object.hasOwn(tenants, key) ? tenants[key] : undefined
  return found ? { name: key, ...found } : null
}
