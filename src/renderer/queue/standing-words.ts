/** Where a transfer stands, in rows of words: why it is here, since when, what was tried, and what comes next. Pure. */

import type { Standing } from '../../shared/standing.ts'
import { failureWords } from '../../shared/words/failure-words.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'
import { visible } from '../ui/visible.ts'
import { told } from './row-words.ts'

export interface StandingRow {
  readonly key: string
  readonly label: string
  readonly text: string
  /** Where the text is a time: for programs, ISO 8601. */
  readonly time: string | null
}

/** Parts that are told one by one. */
const mostParts = 4

/**
 * @param now epoch ms
 * @returns only rows that say something
 */
export function standingRows(standing: Standing, t: Words, f: Formats, now: number): StandingRow[] {
  const { state, since, why, next, nextAt, attempts, restarts, session, evidence, last, lastFailure } = standing
  const said = why === null ? null : failureWords({ ...why, nextStep: next }, t, f)
  const before = last === null ? null : failureWords({ code: '', message: last, nextStep: '', ...lastFailure }, t, f)
  const tried = [
    t('standing.failures', { count: attempts, n: f.count(attempts) }),
    ...(restarts > 0 ? [t('standing.restarts', { count: restarts, n: f.count(restarts) })] : []),
  ]
  const texts: readonly (readonly [key: string, text: string | null])[] = [
    ['now', t(`standing.state.${state}`)],
    ['why', said === null ? null : told(said.message, nextAt, f, now)],
    ['next', said === null ? t(`standing.next.${state}`) : told(said.nextStep, nextAt, f, now)],
    ['tried', tried.join(', ')],
    ['last', before === null ? null : visible(before.message)],
    ['confirmed', session === null ? null : confirmedText(session.confirmed, t, f)],
    ['evidence', evidence === null ? null : t(`evidenceLong.${evidence}`)],
  ]
  const times: readonly (readonly [key: string, after: string, time: string | null])[] = [
    ['since', 'now', since],
    ['nextAt', 'next', nextAt],
    ['keptUntil', 'confirmed', session?.expiresAt ?? null],
  ]
  return texts.flatMap(([key, text]) => [
    ...(text === null ? [] : [{ key, label: t(`standing.label.${key}`), text, time: null }]),
    ...times.flatMap(([name, after, time]) =>
      after !== key || time === null
        ? []
        : [{ key: name, label: t(`standing.label.${name}`), text: f.time(Date.parse(time), now), time }],
    ),
  ])
}

/** `the first 3.1 GB`; where there are holes, the parts: `the first 1.0 GB, 2.0 GB to 3.1 GB, and 3 more parts`. */
function confirmedText(parts: readonly { start: number; end: number }[], t: Words, f: Formats): string {
  if (parts.length === 0) return t('standing.nothing')
  const texts = parts
    .slice(0, mostParts)
    .map(({ start, end }) =>
      start === 0
        ? t('standing.first', { part: f.bytes(end) })
        : t('standing.range', { from: f.bytes(start), to: f.bytes(end) }),
    )
  const more = parts.length - texts.length
  return [...texts, ...(more > 0 ? [t('standing.ranges', { count: more, n: f.count(more) })] : [])].join(', ')
}
