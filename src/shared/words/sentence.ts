/** The queue in one sentence: what the head of the page, the window's title, the tray and those who listen are told. Pure. */

import type { Summary } from '../contract.ts'
import type { Tallies } from '../transfer.ts'
import { mean } from './pace.ts'
import type { Sample } from './pace.ts'
import { durationWords } from './duration.ts'
import type { Formats } from './format.ts'
import type { Words } from './words.ts'

export interface SentenceFacts {
  readonly summary: Summary
  readonly isPaused: boolean
  /** When everything goes on by itself, ISO 8601; absent or null: when somebody says so. */
  readonly pausedUntil?: string | null
  /** Absent or null: a person, or nothing is paused. */
  readonly pausedBy?: 'person' | 'power' | null
  /** Since when somebody isn't reached, ISO 8601; null: everybody is. */
  readonly offlineSince: string | null
  /** epoch ms: a time of another day is told with its day */
  readonly today: number
  /** Nothing can be changed, and nothing moves. */
  readonly isViewOnly?: boolean
  /** bytes a second; null: none */
  readonly limit: number | null
  /** Until when the week's plan says so, ISO 8601. */
  readonly limitUntil?: string | null
}

export interface Sentence {
  readonly title: string
  readonly details: readonly string[]
}

const count = (tallies: Tallies, ...states: (keyof Tallies)[]): number =>
  states.reduce((sum, state) => sum + (tallies[state] ?? 0), 0)

/** What goes on by itself, sooner or later. */
export function unfinishedOf(tallies: Tallies): number {
  return count(tallies, 'settling', 'queued', 'sending', 'finishing', 'waiting', 'paused', 'canceling')
}

/** What waits for a person. */
export function needsYouOf(tallies: Tallies): number {
  return count(tallies, 'blocked', 'failed')
}

export function sentenceOf(facts: SentenceFacts, t: Words, f: Formats): Sentence {
  const { tallies } = facts.summary
  const left = unfinishedOf(tallies)
  if (facts.isViewOnly === true) {
    return { title: t('sentence.viewOnly'), details: [t('sentence.leftThere', { count: left, n: f.count(left) })] }
  }
  const active = count(tallies, 'sending', 'finishing')
  const needs = needsYouOf(tallies)
  if (left === 0) {
    const done = count(tallies, 'done')
    const resting = facts.isPaused ? [pauseWords(facts, 'resting', t, f)] : []
    if (needs > 0) return { title: t('sentence.needsYou', { count: needs, n: f.count(needs) }), details: resting }
    if (done > 0) {
      const details = [t('sentence.doneSoFar', { count: done, n: f.count(done) }), ...resting]
      return { title: t('sentence.allDone'), details }
    }
    return { title: t('sentence.nothing'), details: resting }
  }
  return { title: titleOf(facts, active, left, t, f), details: detailsOf(facts, active, t, f) }
}

function titleOf(facts: SentenceFacts, active: number, left: number, t: Words, f: Formats): string {
  const { tallies } = facts.summary
  const files = { count: left, n: f.count(left) }
  if (active > 0) return t('sentence.uploading', { ...files, active: f.count(active) })
  if (facts.offlineSince !== null)
    return t('sentence.offline', { ...files, since: sinceOf(facts, facts.offlineSince, f) })
  const until = pauseEndOf(facts, f)
  if (until !== null) return t('sentence.pausedUntil', { ...files, time: until })
  if (facts.isPaused && facts.pausedBy === 'power') return t('sentence.pausedPower', files)
  if (facts.isPaused || count(tallies, 'paused') === left) return t('sentence.paused', files)
  if (count(tallies, 'settling') === left) return t('sentence.settling', files)
  return t('sentence.waiting', files)
}

/** Null: when somebody says so, or nothing is paused. */
function pauseEndOf({ isPaused, pausedUntil = null, today }: SentenceFacts, f: Formats): string | null {
  return isPaused && pausedUntil !== null ? f.time(Date.parse(pausedUntil), today) : null
}

function pauseWords(facts: SentenceFacts, how: 'pausing' | 'resting', t: Words, f: Formats): string {
  if (facts.pausedBy === 'power') return t(`sentence.${how}Power`)
  const time = pauseEndOf(facts, f)
  return time === null ? t(`sentence.${how}`) : t(`sentence.${how}Until`, { time })
}

function sinceOf({ today }: SentenceFacts, offlineSince: string, f: Formats): string {
  return f.time(Date.parse(offlineSince), today)
}

function detailsOf(facts: SentenceFacts, active: number, t: Words, f: Formats): string[] {
  const { summary, limit, isPaused, offlineSince } = facts
  const details: string[] = []
  // The one file that asks whether the line is back, or those of other accounts.
  if (active > 0 && offlineSince !== null)
    details.push(t('sentence.offlineToo', { since: sinceOf(facts, offlineSince, f) }))
  const { totalBytes, acknowledgedBytes } = summary
  if (totalBytes > 0) {
    details.push(f.bytesOf(acknowledgedBytes, totalBytes, (part, whole) => t('size.of', { part, whole })))
  }
  const { secondsLeft = null } = summary
  if (active > 0 && secondsLeft !== null && !isPaused)
    details.push(t('sentence.about', { time: durationWords(secondsLeft, t, f) }))
  // Where somebody isn't reached, the title says that.
  if (isPaused && active > 0) details.push(pauseWords(facts, 'pausing', t, f))
  else if (isPaused && offlineSince !== null) details.push(pauseWords(facts, 'resting', t, f))
  if (limit !== null) {
    const speed = `${f.bytes(limit)}/s`
    const until = facts.limitUntil ?? null
    details.push(
      until === null
        ? t('sentence.limited', { speed })
        : t('sentence.limitedUntil', { speed, time: f.time(Date.parse(until), facts.today) }),
    )
  }
  return details
}

export interface Speeds {
  readonly current: number
  readonly mean: number
  readonly peak: number
}

/** The graph in three numbers. The mean is over what was seen of the minute. */
export function speedsOf(samples: readonly Sample[], now: number): Speeds {
  const seen = samples.filter(({ at }) => at > now - 60_000)
  const peak = seen.reduce((most, { value }) => Math.max(most, value), 0)
  return { current: mean(seen, now, 3_000), mean: mean(seen, now, 60_000), peak }
}
