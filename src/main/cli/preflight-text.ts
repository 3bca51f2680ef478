/** What a look ahead found, as lines. Pure. */

import type { FailureView } from '../../shared/failure.ts'
import { bytes, plural } from '../../shared/format.ts'
import type { PreflightReport, Problem } from '../../shared/preflight.ts'
import { clipped } from './visible.ts'

/** What becomes of such files. */
const becomes: Readonly<Record<Problem['effect'], string>> = {
  refused: 'would be refused',
  asks: 'would wait for you',
  skipped: 'would be skipped',
  replaced: 'would replace one another',
  unread: 'cannot be sent',
  maybe: 'may be refused',
  later: 'would take longer',
}

/** All of it: for `--check`. */
export function preflightLines(report: PreflightReport): string[] {
  const { found, going, destination, account, problems, unasked } = report
  const sum = `${some(found.files)}, ${bytes(found.bytes)}`
  const isAll = going.files === found.files
  const part = isAll ? '' : `; ${plural(going.files, 'file')}, ${bytes(going.bytes)} would be sent`
  const isFine = problems.length === 0 && unasked === null
  return [
    `${sum}, to ${destination} with ${account}${part}.`,
    ...warningLines(report),
    ...(unasked === null ? [] : [`The destination could not be asked: ${unasked.message}`]),
    ...(isFine && found.files > 0 ? ['Nothing stands in the way.'] : []),
  ]
}

/** What was to be fitted or left out may be in the queue as it is. */
export function unaskedLine({ message }: FailureView): string {
  return `The destination could not be asked what it takes, so it may still refuse files: ${message}`
}

function takenLines(taken: PreflightReport['taken']): string[] {
  if (taken === undefined) return []
  const there = taken.count === 0 ? [] : [`${some(taken.count)} of a name that is there already.`]
  return taken.isWhole ? there : [...there, 'Not everything there was looked at: more names may be taken.']
}

/** Coarse: nobody knows it better. */
function duration(seconds: number): string {
  if (seconds < 50) return 'less than a minute'
  if (seconds < 90) return 'about a minute'
  return seconds < 5_400 ? `about ${Math.round(seconds / 60)} minutes` : `about ${Math.round(seconds / 3_600)} hours`
}

/** Only what somebody should know before. */
export function warningLines({
  flattened,
  renamed,
  leftOut,
  placed = [],
  taken,
  expected,
  problems,
}: PreflightReport): string[] {
  return [
    ...(flattened > 0 ? [`${some(flattened)} from folders: each becomes an attachment or a document of its own.`] : []),
    ...(renamed.count > 0 ? [`${some(renamed.count)} under another name:`] : []),
    ...renamed.examples.map(({ name, allowed }) => `  ${clipped(name)} as ${clipped(allowed ?? name)}`),
    ...rest(renamed.count, renamed.examples.length),
    ...(placed.length > 0 ? ['By the template:'] : []),
    ...placed.map(({ path, placed: to }) => `  ${clipped(path)} as ${clipped(to)}`),
    ...(leftOut > 0 ? [`${some(leftOut)} left out.`] : []),
    ...takenLines(taken),
    ...(expected === undefined ? [] : [`All of it needs ${duration(expected.seconds)} at the recent speed.`]),
    ...problems.flatMap(problemLines),
  ]
}

function problemLines({ code, effect, count, message, nextStep, examples }: Problem): string[] {
  return [
    `${some(count)} ${becomes[effect]} (${code}): ${clipped(message)}`,
    ...examples.map(
      ({ path, allowed }) => `  ${clipped(path)}${allowed === null ? '' : `  (allowed: ${clipped(allowed)})`}`,
    ),
    ...(examples.length > 0 ? rest(count, examples.length) : []),
    `  ${nextStep}`,
  ]
}

/** At the begin of a line. */
function some(count: number): string {
  return plural(count, 'file').replace(/^o/, 'O')
}

function rest(count: number, shown: number): string[] {
  return count > shown ? [`  and ${count - shown} more`] : []
}
