/** What a row says: its state in words, and its name for those who listen. Pure. */

import type { Activity } from '../../shared/contract.ts'
import { isFinal } from '../../shared/lifecycle.ts'
import type { TransferView } from '../../shared/transfer.ts'
import { durationWords } from '../../shared/words/duration.ts'
import { failureWords } from '../../shared/words/failure-words.ts'
import { nameOf, placeOf } from '../words/place.ts'
import type { Formats } from '../../shared/words/format.ts'
import type { Words } from '../../shared/words/words.ts'
import { visible } from '../ui/visible.ts'

export type Tone = 'plain' | 'good' | 'wait' | 'bad'

/** Why it waits, by what stopped it. What isn't here is told by its own sentence. */
const waitingFor: Readonly<Record<string, string>> = {
  offline: 'offline',
  'network-sign-in': 'portal',
  interrupted: 'offline',
  throttled: 'throttled',
  'limit-used-up': 'throttled',
  'server-error': 'service',
  'bad-response': 'service',
  'destination-full': 'quota',
  'destination-locked': 'locked',
  'source-busy': 'busy',
  'root-offline': 'drive',
  'root-replaced': 'drive',
  'disk-full-here': 'disk',
  'session-lost': 'again',
  'evidence-missing': 'checksum',
  'not-shown-yet': 'finishing',
  'still-finishing': 'finishing',
  'not-finishing': 'finishing',
}

export function toneOf({ state }: TransferView): Tone {
  switch (state) {
    case 'done':
      return 'good'
    case 'blocked':
    case 'failed':
      return 'bad'
    case 'settling':
    case 'waiting':
      return 'wait'
    default:
      return 'plain'
  }
}

/** One word, as everywhere else in the product. */
function stateWord(row: TransferView, t: Words): string {
  return t(`state.${row.state}`)
}

/**
 * The state with what is worth knowing of it: `Uploading · 62%`, `Waiting · offline`, `Done · verified by hash`.
 *
 * @param activity what it does beside that, while it lasts: `Checking · 43%`
 */
export function stateLine(row: TransferView, t: Words, f: Formats, now: number, activity?: Activity): string {
  if (activity !== undefined) {
    return t('row.line', { word: t('row.checking'), more: f.percent(activity.doneBytes, activity.totalBytes) })
  }
  const word = stateWord(row, t)
  switch (row.state) {
    case 'sending':
      return row.size > 0 ? t('row.line', { word, more: f.percent(row.acknowledgedBytes, row.size) }) : word
    case 'done':
      return row.evidence === null ? word : t('row.line', { word, more: t(`evidence.${row.evidence}`) })
    // Held with all of its account.
    case 'queued':
    case 'waiting': {
      const { failure } = row
      if (failure === null) return word
      const reason = waitingFor[failure.code]
      const why = reason === undefined ? word : t('row.line', { word, more: t(`waiting.${reason}`) })
      return failure.retryAt === null ? why : t('row.until', { why, time: f.time(Date.parse(failure.retryAt), now) })
    }
    case 'finishing': {
      const at = row.failure?.retryAt ?? null
      return at === null ? word : t('row.again', { word, time: f.time(Date.parse(at), now) })
    }
    default:
      return word
  }
}

/** `Uploading · 62% · 25 min` */
export function withTimeLeft(line: string, secondsLeft: number | null, t: Words, f: Formats): string {
  return secondsLeft === null ? line : t('row.line', { word: line, more: durationWords(secondsLeft, t, f) })
}

/** `3.1 of 5.0 GB` while it is on its way, else its size. */
export function sizeText(row: TransferView, t: Words, f: Formats): string {
  if (row.size === 0 && row.state !== 'done') return ''
  const isUnderWay = row.acknowledgedBytes > 0 && row.acknowledgedBytes < row.size
  if (!isUnderWay) return f.bytes(row.size)
  return f.bytesOf(row.acknowledgedBytes, row.size, (part, whole) => t('size.of', { part, whole }))
}

/** `report.mov, uploading, 42 percent, 3 minutes left, to Marketing / Videos`. `now`: epoch ms. */
export function rowName(row: TransferView, t: Words, f: Formats, now: number, activity?: Activity): string {
  const { secondsLeft, failure } = row
  const hasPart = row.size > 0 && row.acknowledgedBytes > 0 && row.acknowledgedBytes < row.size
  return [
    visible(nameOf(row.path)),
    activity === undefined ? t(`stateSaid.${row.state}`) : t('row.checkingSaid'),
    hasPart ? t('row.percent', { percent: Math.min(99, Math.floor((row.acknowledgedBytes / row.size) * 100)) }) : '',
    secondsLeft === undefined ? '' : t('row.minutesLeft', { count: Math.max(1, Math.round(secondsLeft / 60)) }),
    row.state === 'done' || failure === null ? '' : told(failureWords(failure, t, f).message, failure.retryAt, f, now),
    nextTry(row, t, f, now),
    t('row.to', { place: placeOf(row.destination, t('place.home')) }),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** Who listens can't see the line of the state: they are told, too, when it goes on. */
function nextTry({ state, failure }: TransferView, t: Words, f: Formats, now: number): string {
  const at = failure?.retryAt ?? null
  if (at === null || isFinal(state)) return ''
  return t(state === 'finishing' ? 'row.againSaid' : 'row.nextTry', { time: f.time(Date.parse(at), now) })
}

/** What the server or the engine says, with times as the reader writes them. */
export function told(text: string, retryAt: string | null, f: Formats, now: number): string {
  const local = retryAt === null ? text : text.replaceAll(retryAt, f.time(Date.parse(retryAt), now))
  return visible(local)
}

/** A reason of the engine's own story, which writes times for machines. */
export function storyText(text: string, f: Formats, now: number): string {
  const times = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g
  return visible(text.replaceAll(times, (time) => f.time(Date.parse(time), now)))
}
