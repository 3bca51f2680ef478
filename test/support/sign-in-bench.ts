/** Signing in at a practice cloud of its own, through a real owner: what a person and their browser do is the test's. */

import { onTestFinished } from 'vitest'
import type { Tuning } from '../../src/main/owner.ts'
import type { LongshoreContract, SignInStep } from '../../src/shared/contract.ts'
import { FailureError } from '../../src/shared/failure.ts'
import type { InputOf } from '../../src/shared/rpc-contract.ts'
import { type Json, raw } from '../integration/practice-client.ts'
import { OwnerBench } from './owner-bench.ts'

export const clientId = '11112222-3333-4444-5555-666677778888'
export const boxSecret = 'box-client-secret-canary'

export type Request = InputOf<LongshoreContract['accounts']['authorize']>
export type Wanted = Exclude<Request['account'], { again: string }>

type Visit = (url: string) => Promise<unknown>

export class SignInBench {
  readonly owner: OwnerBench

  private constructor(owner: OwnerBench) {
    this.owner = owner
  }

  /** Everybody is let in at once, unless `switches` say otherwise. */
  static async open(switches: object = {}, signIn: Tuning['signIn'] = {}): Promise<SignInBench> {
    return new SignInBench(await OwnerBench.open({ switches: { signInConsent: 'allow', ...switches }, signIn }))
  }

  get practice(): OwnerBench['practice'] {
    return this.owner.practice
  }

  get client(): OwnerBench['client'] {
    return this.owner.client
  }

  microsoft(changes: Partial<Wanted> = {}): Wanted {
    const { graphUrl, loginUrl } = this.practice.cloud
    return { kind: 'microsoft', name: 'work', graphUrl, loginUrl, clientId, ...changes }
  }

  box(changes: Partial<Wanted> = {}): Wanted {
    const { boxUrl, boxUploadUrl, boxLoginUrl } = this.practice.cloud
    const program = { clientId: 'box-app', clientSecret: boxSecret }
    return { kind: 'box', name: 'box', boxUrl, boxUploadUrl, boxLoginUrl, ...program, ...changes }
  }

  /** All steps; `visit` is what a browser does with the address. The failure where it ended with one. */
  async signIn(account: Request['account'], { visit = follow, ...more }: Partial<Request> & { visit?: Visit } = {}) {
    const steps: SignInStep[] = []
    try {
      for await (const step of this.client.accounts.authorize({ account, ...more })) {
        steps.push(step)
        if (step.step === 'browser') await visit(step.url)
      }
      return { steps, account: accountOf(steps), failure: null }
    } catch (error) {
      if (error instanceof FailureError) return { steps, account: null, failure: error.failure }
      throw error
    }
  }

  /** One that a test goes on with by hand; called off with the test. */
  begin(account: Request['account'], more: Partial<Request> = {}) {
    const called = new AbortController()
    onTestFinished(() => called.abort())
    const steps = this.client.accounts.authorize({ account, ...more }, called.signal)[Symbol.asyncIterator]()
    return {
      callOff: () => called.abort(),
      async step(): Promise<SignInStep> {
        const next = await steps.next()
        if (next.done === true) throw new Error('it has ended')
        return next.value
      },
      steps,
    }
  }

  /** What was asked of the login hosts, without the pages. */
  asked(op: string): Promise<Json[]> {
    return this.practice.journal(`?op=${op}`)
  }

  control(change: object): Promise<Json> {
    return this.practice.control('POST', '/sign-in', change)
  }
}

function accountOf(steps: readonly SignInStep[]) {
  const last = steps.at(-1)
  return last?.step === 'done' ? last.account : null
}

/** What a browser does where nobody has to be asked: it goes where it is sent. */
export async function follow(url: string): Promise<number> {
  const { location = '' } = (await raw('GET', url)).headers
  return (await raw('GET', location)).status
}

/** Where the browser would come back to. */
export function redirectOf(url: string): URL {
  return new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
}
