/** Who may do what, and how Universal Print refuses. */

import type { Exchange } from '../http/exchange.ts'
import { Problem } from '../problem.ts'
import { me } from '../seed.ts'
import type { AccessToken } from '../storage/rows.ts'
import type { World } from '../storage/world.ts'
import type { Identity } from './rows.ts'

const write = ['PrintJob.ReadWrite', 'PrintJob.ReadWrite.All']
const writeBasic = ['PrintJob.ReadWriteBasic', 'PrintJob.ReadWriteBasic.All', ...write]
const read = ['PrintJob.Read', 'PrintJob.Read.All', ...write]

/** Any of these will do, operation by operation (C: the "Permissions" of each page; brief 001 for the beta of 2020). */
export const scopes = {
  shares: ['PrinterShare.ReadBasic.All', 'PrinterShare.Read.All', 'PrinterShare.ReadWrite.All'],
  printers: ['Printer.Read.All', 'Printer.ReadWrite.All', 'Printer.FullControl.All'],
  createJobAtPrinter: ['PrintJob.Create', ...writeBasic],
  createJobAtShare: writeBasic,
  job: ['PrintJob.ReadBasic', 'PrintJob.ReadBasic.All', ...read, ...writeBasic],
  content: read,
  upload: ['PrintJob.Create', ...write],
  start: ['PrintJob.Create', ...writeBasic],
  startOld: writeBasic,
  cancel: writeBasic,
  sessionOld: read,
  uploadOld: write,
} as const

/** The one code that was ever seen is the status as text (gd#10498); so it is here for all. */
export function refusal(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Problem {
  return new Problem(status, String(status), message, null, headers)
}

export function notFound(): Problem {
  return refusal(404, 'The resource was not found.')
}

/** gdc#4337, the quotation marks being part of it. */
export function requireAnyScope({ scopes: given }: AccessToken, wanted: readonly string[]): void {
  if (given.some((scope) => wanted.includes(scope))) return
  throw new Problem(403, 'UnknownError', '"The token does not have one or more required security scopes."')
}

/** "Including the Authorization header … might result in an HTTP 401" (C: concepts/upload-data-to-upload-session.md). */
export function requireNoToken({ switches }: World, { entry }: Exchange): void {
  if (!switches.rejectAuthorizationOnUpload || entry.authorization === null) return
  throw refusal(401, 'The URL must be used without an Authorization header.')
}

/** "The signed in user must be a Printer Administrator" (C: printer-get.md). */
export function requireAdministrator({ switches }: World): void {
  if (!switches.printAdministrator) throw refusal(403, 'The signed-in user must be a Printer Administrator.')
}

/** Personal accounts have no printers ("Not supported", every page); what they are told instead isn't said. */
export function requireWorkAccount({ switches }: World): void {
  if (switches.profile === 'odp') throw refusal(403, 'Universal Print is not supported for personal accounts.')
}

/** Other people's jobs are for administrators who ask with a scope for all (C: printershare-list-jobs.md). */
export function seesJobsOf({ switches }: World, { account, scopes: given }: AccessToken, owner: string): boolean {
  if (owner === account) return true
  return switches.printAdministrator && given.some((scope) => /^PrintJob\..*\.All$/.test(scope))
}

/** The program that all tokens of a practice cloud are for. */
const application = '5a7e0000-0000-4000-8000-0000000000a1'

export function identityOf({ account }: AccessToken): Identity {
  return { user: account, application }
}

/** The same user with another program. */
export const otherProgram: Identity = { user: me.id, application: '5a7e0000-0000-4000-8000-0000000000a2' }

export function isSame(one: Identity, other: Identity): boolean {
  return one.user === other.user && one.application === other.application
}
