/** What the form of a watched folder holds, and the request that becomes of it. Pure. */

import type { LongshoreContract } from '../../shared/contract.ts'
import type { InputOf } from '../../shared/rpc-contract.ts'
import type { ConflictPolicy } from '../../shared/transfer.ts'

export interface WatchForm {
  readonly folder: string
  readonly to: string
  readonly account: string
  readonly name: string
  readonly existing: 'skip' | 'upload' | 'since'
  /** A date as its field gives it: `2026-11-21`. */
  readonly since: string
  readonly conflict: ConflictPolicy
  /** Empty: files go as they lie. */
  readonly template: string
  /** One pattern a line. */
  readonly include: string
  readonly exclude: string
  readonly settleSeconds: string
  readonly after: 'keep' | 'move' | 'trash'
  readonly moveTo: string
}

export const emptyForm: WatchForm = {
  folder: '',
  to: '',
  account: '',
  name: '',
  existing: 'skip',
  since: '',
  conflict: 'fail',
  template: '',
  include: '',
  exclude: '',
  settleSeconds: '10',
  after: 'keep',
  moveTo: '',
}

export type WatchProblem = 'folder' | 'since' | 'moveTo' | 'settle'

export function patternsOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The first thing that is wrong with it, besides the address. */
export function problemOf(form: WatchForm): WatchProblem | null {
  if (form.folder.trim() === '') return 'folder'
  if (form.existing === 'since' && Number.isNaN(Date.parse(form.since))) return 'since'
  if (form.after === 'move' && form.moveTo.trim() === '') return 'moveTo'
  const seconds = Number(form.settleSeconds)
  if (form.settleSeconds.trim() === '' || !(seconds >= 0 && seconds <= 3_600)) return 'settle'
  return null
}

export function requestOf(form: WatchForm): InputOf<LongshoreContract['watches']['add']> {
  return {
    folder: form.folder.trim(),
    to: form.to.trim(),
    ...(form.account === '' ? {} : { account: form.account }),
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    existing: form.existing === 'since' ? `since=${form.since}` : form.existing,
    conflict: form.conflict,
    ...(form.template.trim() === '' ? {} : { template: form.template.trim() }),
    include: patternsOf(form.include),
    exclude: patternsOf(form.exclude),
    settleMs: Math.round(Number(form.settleSeconds) * 1_000),
    after: form.after === 'move' ? `move=${form.moveTo.trim()}` : form.after,
  }
}
