import { createHash } from 'node:crypto'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { type Json, Practice, raw, type RawAnswer } from './practice-client.ts'

export const redirectUri = 'http://127.0.0.1:7777/back'
export const clientId = '11112222-3333-4444-5555-666677778888'
const formType = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Of the right length and never the same for another seed. */
export function randomText(seed: number): string {
  return pseudoRandom(32, seed).toString('base64url')
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

export type Fields = Readonly<Record<string, string | null>>

/** What is left where null takes a field away. */
export function query(fields: Fields): string {
  const left = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== null) left.set(name, value)
  return left.toString()
}

export function post(url: string, fields: Fields, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return raw('POST', url, { body: query(fields), headers: { ...formType, ...headers } })
}

/** What came back in a redirect's query. */
export function sentBack({ headers }: RawAnswer): Record<string, string> {
  return Object.fromEntries(new URL(headers.location ?? 'none:').searchParams)
}

/** What tests say to Microsoft's login host: each request right, but for what the test changes about it. */
export class SignIn {
  readonly practice: Practice
  readonly verifier: string
  readonly #loginUrl: string | undefined

  private constructor(practice: Practice, seed: number, loginUrl?: string) {
    this.practice = practice
    this.#loginUrl = loginUrl
    this.verifier = randomText(seed)
  }

  static async start(switches: object = {}, seed = 1): Promise<SignIn> {
    return SignIn.at(await Practice.start(), switches, seed)
  }

  static async at(practice: Practice, switches: object = {}, seed = 1): Promise<SignIn> {
    await practice.switch({ signInConsent: 'allow', ...switches })
    return new SignIn(practice, seed)
  }

  /** At another of its login hosts. */
  elsewhere(loginUrl: string): SignIn {
    return new SignIn(this.practice, 3, loginUrl)
  }

  url(path: string, tenant = 'common'): string {
    return `${this.#loginUrl ?? this.practice.cloud.loginUrl}/${tenant}/oauth2/v2.0/${path}`
  }

  address(changes: Fields = {}, tenant = 'common'): string {
    const fields = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'User.Read Files.ReadWrite offline_access',
      state: randomText(2),
      code_challenge: challengeOf(this.verifier),
      code_challenge_method: 'S256',
      ...changes,
    }
    return `${this.url('authorize', tenant)}?${query(fields)}`
  }

  authorize(changes: Fields = {}, tenant = 'common', headers: Record<string, string> = {}): Promise<RawAnswer> {
    return raw('GET', this.address(changes, tenant), { headers })
  }

  async code(changes: Fields = {}, tenant = 'common'): Promise<string> {
    const answer = await this.authorize(changes, tenant)
    const { code } = sentBack(answer)
    if (code === undefined) throw new Error(`${answer.status} ${answer.headers.location} ${answer.bytes.toString()}`)
    return code
  }

  redeem(code: string, changes: Fields = {}, tenant = 'common'): Promise<RawAnswer> {
    const right = { client_id: clientId, redirect_uri: redirectUri, code_verifier: this.verifier }
    return post(this.url('token', tenant), { grant_type: 'authorization_code', ...right, code, ...changes })
  }

  /** Signs in; what the token endpoint has answered. */
  async tokens(changes: Fields = {}, tenant = 'common'): Promise<Json> {
    const answer = await this.redeem(await this.code(changes, tenant), {}, tenant)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.bytes.toString()}`)
    return answer.json
  }

  refresh(refreshToken: string, changes: Fields = {}, tenant = 'common'): Promise<RawAnswer> {
    const right = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }
    return post(this.url('token', tenant), { ...right, ...changes })
  }

  control(change: object): Promise<Json> {
    return this.practice.control('POST', '/sign-in', change)
  }

  me(token: string): Promise<RawAnswer> {
    return this.practice.graph('GET', '/me', { headers: { Authorization: `Bearer ${token}` } })
  }

  pass(ms: number): Promise<Json> {
    return this.practice.control('POST', '/clock', { advanceMs: ms })
  }

  async violations(): Promise<string[]> {
    const { violations } = await this.practice.control('GET', '/journal/violations')
    return violations.map(({ rule }: Json) => rule)
  }
}
