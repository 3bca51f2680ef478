/** What the forms of signing in hold, and the requests that become of them. Pure. */

import type { LongshoreContract } from '../../shared/contract.ts'
import type { InputOf } from '../../shared/rpc-contract.ts'

export type AuthorizeInput = InputOf<LongshoreContract['accounts']['authorize']>
export type AddInput = InputOf<LongshoreContract['accounts']['add']>
type NewAccount = Exclude<AuthorizeInput['account'], { again: string }>
type Purpose = NonNullable<AuthorizeInput['destinations']>[number]
type Cloud = NonNullable<NewAccount['cloud']>

export const purposes = [
  'onedrive',
  'other-drives',
  'sites',
  'groups',
  'outlook',
  'todo',
  'print',
] as const satisfies readonly Purpose[]
export const clouds = ['global', 'us-gov', 'us-dod', 'china'] as const satisfies readonly Cloud[]
export const people = ['either', 'work', 'personal'] as const
export type People = (typeof people)[number]

/** The names that Microsoft's sign-in has for whoever may come (graph.md F3). */
const tenants: Readonly<Record<People, string>> = { either: 'common', work: 'organizations', personal: 'consumers' }

export interface MicrosoftForm {
  readonly people: People
  readonly cloud: Cloud
  readonly purposes: readonly Purpose[]
  readonly clientId: string
  readonly name: string
  readonly tenant: string
  readonly graphUrl: string
  readonly loginUrl: string
}

export interface BoxForm {
  /** `token`: one of an hour, for a first try. */
  readonly how: 'app' | 'token'
  readonly clientId: string
  readonly clientSecret: string
  readonly token: string
  readonly name: string
  readonly boxUrl: string
  readonly boxUploadUrl: string
  readonly boxLoginUrl: string
}

export const emptyMicrosoft: MicrosoftForm = {
  people: 'either',
  cloud: 'global',
  purposes: ['onedrive'],
  clientId: '',
  name: '',
  tenant: '',
  graphUrl: '',
  loginUrl: '',
}

export const emptyBox: BoxForm = {
  how: 'app',
  clientId: '',
  clientSecret: '',
  token: '',
  name: '',
  boxUrl: '',
  boxUploadUrl: '',
  boxLoginUrl: '',
}

/** Who may come where: there are no personal accounts in the clouds of states. */
export function peopleIn(cloud: Cloud): readonly People[] {
  return cloud === 'global' ? people : ['work']
}

const ofWork: ReadonlySet<Purpose> = new Set(['sites', 'groups', 'print'])

/** What a person can be asked for: with a personal account nobody prints, and there are neither sites nor groups. */
export function purposesOf(who: People): readonly Purpose[] {
  return who === 'personal' ? purposes.filter((purpose) => !ofWork.has(purpose)) : purposes
}

/** The form as it can be sent where only these clouds are allowed; the first of them in the place of another one. */
export function inAllowedCloud(form: MicrosoftForm, allowed: readonly Cloud[]): MicrosoftForm {
  const [first = form.cloud] = allowed
  return allowed.includes(form.cloud) ? form : changed(form, { cloud: first })
}

/** The form with this part changed, and what no longer fits to it put right. */
export function changed(form: MicrosoftForm, part: Partial<MicrosoftForm>): MicrosoftForm {
  const next = { ...form, ...part }
  const [only] = peopleIn(next.cloud)
  const who = only !== undefined && !peopleIn(next.cloud).includes(next.people) ? only : next.people
  const possible = purposesOf(who)
  return {
    ...next,
    people: who,
    purposes: purposes.filter((each) => next.purposes.includes(each) && possible.includes(each)),
  }
}

/** Those of these texts that say something. */
function written<K extends string>(texts: Readonly<Record<K, string>>): Partial<Record<K, string>> {
  const entries = Object.entries<string>(texts).map(([key, text]) => [key, text.trim()] as const)
  return Object.fromEntries(entries.filter(([, text]) => text !== '')) as Partial<Record<K, string>>
}

/** A name that no account has yet: `box`, then `box-2`. */
export function freeName(kind: string, taken: readonly string[]): string {
  let name = kind
  for (let number = 2; taken.includes(name); number += 1) name = `${kind}-${number}`
  return name
}

export function microsoftProblem(form: MicrosoftForm): 'purposes' | null {
  return form.purposes.length === 0 ? 'purposes' : null
}

export function microsoftRequest(form: MicrosoftForm, taken: readonly string[]): AuthorizeInput {
  const { name, tenant, clientId, graphUrl, loginUrl } = form
  const account = {
    kind: 'microsoft' as const,
    cloud: form.cloud,
    name: name.trim() === '' ? freeName('microsoft', taken) : name.trim(),
    tenant: tenant.trim() === '' ? tenants[form.people] : tenant.trim(),
    ...written({ clientId, graphUrl, loginUrl }),
  }
  return { account, destinations: [...form.purposes] }
}

/** The same account again: `more` is added to what it is for; a secret is only sent where there is a new one. */
export function againRequest(
  name: string,
  { more, clientSecret }: { readonly more: MicrosoftForm['purposes']; readonly clientSecret: string },
): AuthorizeInput {
  const account = { again: name, ...written({ clientSecret }) }
  return more.length === 0 ? { account } : { account, destinations: [...more] }
}

export type BoxProblem = 'clientSecret' | 'token'

export function boxProblem({ how, clientId, clientSecret, token }: BoxForm): BoxProblem | null {
  if (how === 'token') return token.trim() === '' ? 'token' : null
  return clientId.trim() !== '' && clientSecret.trim() === '' ? 'clientSecret' : null
}

function boxAccount(form: BoxForm, taken: readonly string[]) {
  const { name, boxUrl, boxUploadUrl, boxLoginUrl } = form
  return {
    kind: 'box' as const,
    name: name.trim() === '' ? freeName('box', taken) : name.trim(),
    ...written({ boxUrl, boxUploadUrl, boxLoginUrl }),
  }
}

export function boxRequest(form: BoxForm, taken: readonly string[]): AuthorizeInput {
  const { clientId, clientSecret } = form
  return { account: { ...boxAccount(form, taken), ...written({ clientId, clientSecret }) } }
}

/** With a token that somebody has made by hand: there is nobody to be asked. */
export function boxTokenRequest(form: BoxForm, taken: readonly string[]): AddInput {
  return { ...boxAccount(form, taken), tokens: { accessToken: form.token.trim() } }
}
