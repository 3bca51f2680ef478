import { cloudOf } from '../clouds.ts'
import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { accounts, loginOf, type SignInAccount, usualAccount } from './accounts.ts'
import { type Asker, type Prompt, readAsk, readAsker } from './asking.ts'
import { rememberAccount, signedIn } from './browser-sessions.ts'
import { findClient } from './clients.ts'
import { issueCode } from './codes.ts'
import { addConsent, consented } from './consents.ts'
import { needsPerson, refuseSignIn } from './demands.ts'
import { choicePage, errorPage, sendBack } from './pages.ts'
import { waitForDecision } from './pending.ts'
import { Refusal } from './refusals.ts'
import type { Ask, Client } from './rows.ts'
import { personalCannotGive } from './scopes.ts'
import { findTenant } from './tenants.ts'

/** Where a page's form leads. */
export const decisionPath = '/decide'

/** GET /{tenant}/oauth2/v2.0/authorize (docs/identity-platform/v2-oauth2-auth-code-flow.md of entra-docs). */
export function authorize(context: Context, exchange: Exchange, tenantName: string): Reply {
  let asker: Asker
  try {
    asker = readAsker(context, exchange, tenantName)
  } catch (error) {
    if (error instanceof Refusal) return errorPage('Sign-in failed', error)
    throw error
  }
  try {
    const { ask, prompt } = readAsk(context, asker)
    return decide(context, exchange, asker, ask, prompt)
  } catch (error) {
    if (error instanceof Refusal) return tellProgram(asker.back, error, false)
    throw error
  }
}

/** Asks nobody where a switch or the browser's session says who it is, else a person. */
function decide(context: Context, exchange: Exchange, asker: Asker, ask: Ask, prompt: Prompt | null): Reply {
  const { world } = context
  const people = peopleFor(asker.client, ask).map((person) => ({ ...person, login: loginOf(world, person) }))
  const hint = ask.loginHint?.toLowerCase()
  const hinted = people.find(({ id, login }) => id === hint || login === hint)
  const mode = world.switches.signInConsent
  if (prompt === 'none') return allowed(context, exchange, ask, silently(context, exchange, ask, people), false)
  if (mode === 'deny') throw new Refusal('denied')
  if (mode === 'allow') {
    const who = hinted ?? usualAccount(people)
    if (!who) throw new Refusal('wrongTenant')
    return allowed(context, exchange, ask, who, false)
  }
  const known = prompt === null && ask.claims === null ? remembered(context, exchange, ask, people) : []
  const [one] = known
  if (one && known.length === 1 && hasConsent(context, ask, one)) return allowed(context, exchange, ask, one, false)
  const id = waitForDecision(world, { ask, device: null })
  return choicePage({
    id,
    clientId: ask.clientId,
    scopes: ask.scopes,
    people,
    marked: hinted?.id ?? (prompt === 'select_account' ? undefined : usualAccount(people)?.id),
    leadsTo: ask.redirectUri,
    action: decisionPath,
  })
}

/** Whom tenant, program and cloud let in. */
export function peopleFor(client: Pick<Client, 'audience'>, ask: Pick<Ask, 'tenant' | 'cloud'>): SignInAccount[] {
  const { tenant } = ask
  const letsIn = findTenant(tenant)?.letsIn ?? (() => false)
  const theirs = accounts.filter(({ cloud }) => cloud === cloudOf(ask))
  return theirs.filter((person) => letsIn(person) && (client.audience === 'all' || client.audience === person.kind))
}

/** Those who are signed in in this browser and don't have to come again. */
function remembered(
  { world }: Context,
  exchange: Exchange,
  ask: Ask,
  people: readonly SignInAccount[],
): SignInAccount[] {
  const inBrowser = signedIn(world, exchange)
  return people.filter(
    ({ id, login }) =>
      inBrowser.includes(id) &&
      !needsPerson(world, id) &&
      (ask.loginHint === null || login === ask.loginHint.toLowerCase()),
  )
}

function hasConsent({ world }: Context, { clientId, scopes }: Ask, { id }: SignInAccount): boolean {
  const given = consented(world, clientId, id)
  return scopes.every((scope) => given.includes(scope))
}

/** `prompt=none`: who is signed in, or why nobody can be without asking. */
function silently(context: Context, exchange: Exchange, ask: Ask, people: readonly SignInAccount[]): SignInAccount {
  const known = remembered(context, exchange, ask, people)
  const [one] = known
  if (!one) throw new Refusal('noSession')
  if (known.length > 1) throw new Refusal('manySessions')
  if (!hasConsent(context, ask, one)) throw new Refusal('askConsent')
  return one
}

/** Consent is kept, the browser remembers, and the program gets its code. */
export function allowed(context: Context, exchange: Exchange, ask: Ask, who: SignInAccount, afterPost: boolean): Reply {
  const { world } = context
  try {
    admit(context, ask, who)
  } catch (error) {
    if (error instanceof Refusal) return tellProgram(ask, error, afterPost)
    throw error
  }
  exchange.entry.account = who.id
  const { code } = issueCode(world, ask, who.id)
  return sendBack(ask, { code }, { afterPost, headers: rememberAccount(world, exchange, who.id) })
}

/** Whether this person may let this program in; keeps the consent where they may. */
export function admit(
  { world }: Context,
  ask: Pick<Ask, 'clientId' | 'tenant' | 'scopes' | 'cloud'>,
  who: SignInAccount,
): void {
  const client = findClient(world, 'microsoft', ask.clientId)
  if (!client) throw new Refusal('unknownClient', ask.clientId)
  if (!peopleFor(client, ask).some(({ id }) => id === who.id)) throw new Refusal('wrongTenant', who.login)
  refuseSignIn(world, who.id)
  const [impossible] = who.kind === 'personal' ? personalCannotGive(ask.scopes) : []
  if (impossible !== undefined) throw new Refusal('scope', `${impossible} with a personal account`)
  if (who.kind === 'work' && world.switches.signInAdminConsent) throw new Refusal('needsAdmin')
  addConsent(world, ask.clientId, who.id, ask.scopes)
}

/** An error at the redirect (RFC 6749 section 4.1.2.1); one of the token endpoint's own words would be none there. */
export function tellProgram(back: Asker['back'], refusal: Refusal, afterPost: boolean): Reply {
  const error = refusal.error === 'invalid_grant' ? 'access_denied' : refusal.error
  return sendBack(back, { error, error_description: refusal.message }, { afterPost })
}
