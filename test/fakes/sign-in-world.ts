/** Signing in, staged: what the engine would say, and when, is the test's to decide. */

import type { z } from 'zod'
import type { AccountView, contract, SignInStep } from '../../src/shared/contract.ts'
import { FailureError } from '../../src/shared/failure.ts'
import type { Failure } from '../../src/shared/failure.ts'

type Request = z.output<(typeof contract)['accounts']['authorize']['in']>

const codeLivesMs = 15 * 60_000

interface SignInParts {
  readonly accounts: () => readonly AccountView[]
  /** The account is there, or there again. */
  readonly keep: (account: AccountView) => void
}

export class SignInWorld {
  /** Every sign-in that was begun, in order. */
  readonly asked: Request[] = []
  /** What the service calls its pages. */
  pageUrl = 'https://login.example/authorize?client_id=longshore'
  deviceUrl = 'https://login.example/device'
  /** Whether the engine's host can open a browser. */
  opens = false
  /** What the next ones begin with instead of a page. */
  wrong: Failure | null = null
  /** How many are under way: what is called off is none. */
  underWay = 0
  readonly #parts: SignInParts
  #end: ((how: AccountView | Failure) => void) | null = null

  constructor(parts: SignInParts) {
    this.#parts = parts
  }

  /** The person has allowed it. */
  allow(user = 'anna@contoso.example'): void {
    const request = this.asked.at(-1)
    if (request === undefined) throw new Error('Nobody signs in.')
    const { account } = request
    const before = this.#parts.accounts().find(({ name }) => 'again' in account && name === account.again)
    const kind = 'again' in account ? (before?.kind ?? 'microsoft') : account.kind
    const name = 'again' in account ? account.again : (account.name ?? kind)
    const cloud = 'again' in account ? (before?.cloud ?? 'global') : (account.cloud ?? 'global')
    this.#end?.({ name, kind, user, cloud, state: 'ready' })
  }

  /** The person or the service said no, or nobody came. */
  refuse(how: Failure): void {
    this.#end?.(how)
  }

  async *run(request: Request, signal: AbortSignal): AsyncGenerator<SignInStep> {
    this.asked.push(request)
    if (this.wrong !== null) throw new FailureError(this.wrong)
    this.underWay += 1
    try {
      const ending = new Promise<AccountView | Failure | null>((resolve) => {
        this.#end = resolve
        signal.addEventListener('abort', () => resolve(null), { once: true })
      })
      yield this.#first(request)
      const how = await ending
      if (how === null) return
      if ('code' in how) throw new FailureError(how)
      this.#parts.keep(how)
      yield { step: 'done', account: how }
    } finally {
      this.underWay -= 1
    }
  }

  #first({ way, open }: Request): SignInStep {
    if (way === 'browser') return { step: 'browser', url: this.pageUrl, opened: open && this.opens }
    return {
      step: 'code',
      code: 'HJ7Q4KWZ',
      url: this.deviceUrl,
      expiresAt: new Date(Date.now() + codeLivesMs).toISOString(),
    }
  }
}
