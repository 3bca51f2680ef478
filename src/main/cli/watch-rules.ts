/** The rules of watched folders as options: the same for adding, changing and looking ahead. */

import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { FileLimits, WatchPreview } from '../../shared/watch-rules.ts'
import { LinkPolicy, longestSettleMs, longestWaitLimitMs } from '../../shared/watch-rules.ts'
import { bytes, plural } from '../../shared/format.ts'
import { usage } from './session.ts'
import type { Session } from './session.ts'
import { duration, existing, repeated, size } from './values.ts'

export interface RuleFlags {
  readonly existing?: string
  readonly include?: string[]
  readonly exclude?: string[]
  readonly hidden?: boolean
  readonly links?: LinkPolicy
  readonly minSize?: number | null
  readonly maxSize?: number | null
  readonly minAge?: number | null
  readonly maxAge?: number | null
}

export interface TimeFlags {
  readonly settle?: number
  readonly longestWait?: number | null
  readonly after?: string
}

const moveTo = 'move='

/** `any`: no limit, null. */
function orAny(parse: (text: string) => number): (text: string) => number | null {
  return (text) => (text === 'any' ? null : parse(text))
}

/** Years of days, which no timer has to wait for. */
function age(text: string): number {
  const [, days = ''] = /^(\d{1,4})d$/.exec(text.trim()) ?? []
  if (days === '') return duration(text)
  const ms = Number(days) * 86_400_000
  if (ms > 315_360_000_000) throw new InvalidArgumentError('At most ten years.')
  return ms
}

export function withRules(command: Command): Command {
  return command
    .option('--existing <which>', 'files that are there now: skip, upload or since=DATE', existing)
    .option('--include <glob>', 'only these (gitignore syntax); may be repeated', repeated)
    .option('--exclude <glob>', 'not these; may be repeated', repeated)
    .option('--hidden', 'hidden files and folders, too')
    .addOption(new Option('--no-hidden', 'leave hidden ones out').hideHelp())
    .addOption(
      new Option('--links <what>', 'symbolic links: skip, or inside: those to files of the folder').choices(
        LinkPolicy.options,
      ),
    )
    .option('--min-size <size>', 'no smaller ones, like 1kB; any: no limit', orAny(size))
    .option('--max-size <size>', 'no larger ones, like 2GB', orAny(size))
    .option('--min-age <time>', 'no younger ones: they wait until they are so old', orAny(age))
    .option('--max-age <time>', 'no older ones, like 30d', orAny(age))
}

/** @param before what a change begins from: a limit that isn't said stays */
export function rulesOf(
  { minSize, maxSize, minAge, maxAge, include, exclude, ...rest }: RuleFlags,
  before: FileLimits = {},
) {
  const said = { minBytes: minSize, maxBytes: maxSize, minAgeMs: minAge, maxAgeMs: maxAge }
  const limits = Object.fromEntries(
    Object.entries({ ...before, ...withoutUndefined(said) }).filter(([, value]) => value !== null),
  )
  const isSaid = Object.values(said).some((value) => value !== undefined)
  return {
    ...rest,
    // One empty pattern: none.
    ...(include === undefined ? {} : { include: include.filter((pattern) => pattern !== '') }),
    ...(exclude === undefined ? {} : { exclude: exclude.filter((pattern) => pattern !== '') }),
    ...(isSaid ? { limits } : {}),
  }
}

function withoutUndefined(given: Readonly<Record<string, number | null | undefined>>) {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Moves go to folders as they are seen from here: the engine has no working folder that anybody knows of. */
export function timesOf(session: Session, { settle, longestWait, after }: TimeFlags) {
  if (settle !== undefined && settle > longestSettleMs) throw usage('--settle takes at most 1h.')
  const wait = longestWait ?? 1_000
  if (wait < 1_000 || wait > longestWaitLimitMs) throw usage('--longest-wait takes 1s to 1d.')
  return {
    ...(settle !== undefined && { settleMs: settle }),
    ...(longestWait !== undefined && { longestWaitMs: longestWait }),
    ...(after !== undefined && {
      after: after.startsWith(moveTo) ? `${moveTo}${session.path(after.slice(moveTo.length))}` : after,
    }),
  }
}

export const longestWait = orAny(duration)

export function previewLines(preview: WatchPreview): string[] {
  const { files, now, examples, leftOut, isCut } = preview
  return [
    `${plural(files, 'file')} (${bytes(preview.bytes)}) fit the rules; ${now} (${bytes(preview.nowBytes)}) would be uploaded now.`,
    ...examples.map((path) => `  ${path}`),
    ...(files > examples.length ? [`  and ${files - examples.length} more`] : []),
    ...leftOut.flatMap(({ why, count, examples: left }) => [
      `${plural(count, 'entry', 'entries')}: ${why}`,
      `  ${left.join('  ')}`,
    ]),
    ...(isCut ? ['There is more than was looked at.'] : []),
  ]
}
