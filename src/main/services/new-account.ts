/** What was asked for as an account, judged: an address that is no good, or an option of another service, is refused. */

import type { AddAccount } from '../../shared/contract.ts'
import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import { boxRoots, cloudRoots } from '../../shared/service-roots.ts'
import type { Account } from '../engine/ports/account.ts'

type Kind = Account['kind']

/** What belongs to one service alone, and the option that says it. */
const options = {
  cloud: '--cloud',
  tenant: '--tenant',
  graphUrl: '--graph-url',
  loginUrl: '--login-url',
  boxUrl: '--box-url',
  boxUploadUrl: '--box-upload-url',
  boxLoginUrl: '--box-login-url',
} as const

type OptionName = keyof typeof options

/** A practice cloud has both services. */
const foreign: Readonly<Record<Kind, readonly OptionName[]>> = {
  microsoft: ['boxUrl', 'boxUploadUrl', 'boxLoginUrl'],
  box: ['cloud', 'tenant', 'graphUrl', 'loginUrl'],
  practice: [],
}

const rootNames = ['graphUrl', 'loginUrl', 'boxUrl', 'boxUploadUrl', 'boxLoginUrl'] as const

type Roots = Pick<Account, (typeof rootNames)[number]>

/** Failures: `usage`, which says what to do otherwise. */
export function accountOf(request: AddAccount, now: number, isSafeRoot: (url: string) => boolean): Result<Account> {
  const wrong = wrongWith(request, isSafeRoot)
  if (wrong !== null) return fail(failure('usage', { detail: wrong }))
  const { kind, name, cloud = 'global', tenant, clientId } = request
  return ok({
    name: name ?? kind,
    kind,
    user: null,
    cloud,
    tenant: tenant ?? null,
    clientId: clientId ?? null,
    ...rootsOf(request),
    createdAt: now,
    signedOut: false,
  })
}

function wrongWith(request: AddAccount, isSafeRoot: (url: string) => boolean): string | null {
  const { kind, boxUrl, boxUploadUrl, clientId, clientSecret } = request
  const unfit = foreign[kind].find((option) => request[option] !== undefined)
  if (unfit !== undefined) return `${options[unfit]} is for another kind of account than ${kind}.`
  const unsafe = rootNames.map((root) => request[root]).find((url) => url !== undefined && !isSafeRoot(url))
  if (unsafe !== undefined) return `${unsafe} is not a safe root: https anywhere, http on this computer only.`
  // One of them alone would give the token of one service to another.
  if ((boxUrl === undefined) !== (boxUploadUrl === undefined)) return '--box-url and --box-upload-url go together.'
  if (clientSecret !== undefined && clientId === undefined) {
    return 'A client secret belongs to a client: say which with --client-id.'
  }
  return null
}

/** Whether it can be used without anybody's sign-in: the practice cloud of this program. */
export function needsNoSignIn({ kind, graphUrl, boxUrl }: AddAccount): boolean {
  return kind === 'practice' && graphUrl === undefined && boxUrl === undefined
}

function rootsOf(request: AddAccount): Roots {
  const { kind, cloud = 'global' } = request
  const own: Partial<Roots> = kind === 'microsoft' ? cloudRoots[cloud] : kind === 'box' ? boxRoots : {}
  const rootOf = (name: keyof Roots): string | null => bare(request[name]) ?? own[name] ?? null
  return {
    graphUrl: rootOf('graphUrl'),
    loginUrl: rootOf('loginUrl'),
    boxUrl: rootOf('boxUrl'),
    boxUploadUrl: rootOf('boxUploadUrl'),
    boxLoginUrl: rootOf('boxLoginUrl'),
  }
}

function bare(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '')
}
