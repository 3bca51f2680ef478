/** What the form of a watched folder holds, and the request that becomes of it. Pure. */

import { afterOf } from '../../shared/clean-up.ts'
import type { FileLimits, LinkPolicy } from '../../shared/watch-rules.ts'
import type { LongshoreContract } from '../../shared/contract.ts'
import type { WatchView } from '../../shared/watches-contract.ts'
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
  readonly hidden: boolean
  readonly links: LinkPolicy
  readonly minMegabytes: string
  readonly maxMegabytes: string
  readonly minAgeMinutes: string
  readonly maxAgeDays: string
  readonly longestWaitMinutes: string
}

/** Fields that hold a number or nothing, what one is in the request, and the most that it may be. */
export const numberFields = [
  { key: 'minMegabytes', unit: 1_000_000, most: 9_000_000_000 },
  { key: 'maxMegabytes', unit: 1_000_000, most: 9_000_000_000 },
  { key: 'minAgeMinutes', unit: 60_000, most: 5_256_000 },
  { key: 'maxAgeDays', unit: 86_400_000, most: 3_650 },
  { key: 'longestWaitMinutes', unit: 60_000, most: 1_440 },
] as const

type NumberField = (typeof numberFields)[number]['key']

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
  hidden: false,
  links: 'skip',
  minMegabytes: '',
  maxMegabytes: '',
  minAgeMinutes: '',
  maxAgeDays: '',
  longestWaitMinutes: '',
}

export type WatchProblem = 'folder' | 'since' | 'moveTo' | 'settle' | NumberField

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
  for (const { key, most } of numberFields) {
    const value = numberOf(form[key])
    if (value !== null && !(value >= 0 && value <= most)) return key
  }
  const wait = numberOf(form.longestWaitMinutes)
  return wait !== null && wait * 60_000 < 1_000 ? 'longestWaitMinutes' : null
}

/** Null where nothing is said; NaN where that is no number. Both decimal points. */
function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text.trim().replace(',', '.'))
}

/** In the request's units; null: no limit. */
function amountOf(form: WatchForm, wanted: NumberField): number | null {
  const value = numberOf(form[wanted])
  const unit = numberFields.find(({ key }) => key === wanted)?.unit ?? 1
  return value === null ? null : Math.round(value * unit)
}

function limitsOf(form: WatchForm): FileLimits {
  const said = {
    minBytes: amountOf(form, 'minMegabytes'),
    maxBytes: amountOf(form, 'maxMegabytes'),
    minAgeMs: amountOf(form, 'minAgeMinutes'),
    maxAgeMs: amountOf(form, 'maxAgeDays'),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))
}

/** Null where there is nothing to look at yet, or something is wrong. */
export function previewRequestOf(form: WatchForm): InputOf<LongshoreContract['watches']['preview']> | null {
  if (problemOf(form) !== null) return null
  const { folder, existing, include, exclude, hidden, limits, links } = requestOf(form)
  return { folder, existing, include, exclude, hidden, limits, links }
}

/** What the form of a watch holds that is there. */
export function formOf(watch: WatchView): WatchForm {
  const after = afterOf(watch.after)
  const { rules } = watch
  const amount = (value: number | null | undefined, wanted: NumberField): string => {
    const unit = numberFields.find(({ key }) => key === wanted)?.unit ?? 1
    return value === null || value === undefined ? '' : String(value / unit)
  }
  return {
    ...emptyForm,
    folder: watch.folder,
    to: watch.destination,
    account: watch.account,
    name: watch.name,
    existing: watch.existing.startsWith('since=') ? 'since' : watch.existing === 'upload' ? 'upload' : 'skip',
    since: watch.existing.startsWith('since=') ? watch.existing.slice('since='.length, 'since='.length + 10) : '',
    template: watch.template ?? '',
    settleSeconds: String(watch.settleMs / 1_000),
    after: after.kind,
    moveTo: after.kind === 'move' ? after.to : '',
    conflict: rules?.conflict ?? 'fail',
    include: rules?.include.join('\n') ?? '',
    exclude: rules?.exclude.join('\n') ?? '',
    hidden: rules?.hidden ?? false,
    links: rules?.links ?? 'skip',
    minMegabytes: amount(rules?.limits.minBytes, 'minMegabytes'),
    maxMegabytes: amount(rules?.limits.maxBytes, 'maxMegabytes'),
    minAgeMinutes: amount(rules?.limits.minAgeMs, 'minAgeMinutes'),
    maxAgeDays: amount(rules?.limits.maxAgeMs, 'maxAgeDays'),
    longestWaitMinutes: amount(rules?.longestWaitMs, 'longestWaitMinutes'),
  }
}

/** What of the form differs from how the watch is; what is the same isn't said, so that nothing is applied twice. */
export function changeOf(watch: WatchView, form: WatchForm): InputOf<LongshoreContract['watches']['change']> {
  const before = requestOf(formOf(watch))
  const { folder: _, template, ...now } = requestOf(form)
  const told = Object.entries(now).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before]),
  )
  const isOther = (template ?? '') !== (before.template ?? '')
  return { id: watch.id, ...Object.fromEntries(told), ...(isOther ? { template: template ?? null } : {}) }
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
    hidden: form.hidden,
    links: form.links,
    limits: limitsOf(form),
    longestWaitMs: amountOf(form, 'longestWaitMinutes'),
    after: form.after === 'move' ? `move=${form.moveTo.trim()}` : form.after,
  }
}
