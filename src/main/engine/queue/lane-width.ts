/**
 * How many small files go at once. Each of them mostly waits for answers, so more at once are faster until the line is full, the
 * service is busy, or we are: that shows only by trying. Pure; who calls says what time it is.
 */

export interface Width {
  /** So many at once now. */
  readonly now: number
  /** Never more. */
  readonly most: number
  /** How fast it was with fewer, bytes a ms; null: nothing is being tried. */
  readonly tried: { readonly width: number; readonly rate: number } | null
  /** Nothing is tried before that, monotonic ms. */
  readonly restsUntil: number
  /** The service asked for less: one more at a time comes back. */
  readonly isCareful: boolean
  readonly look: Look
}

/** What got done since it was begun to look. */
interface Look {
  /** Monotonic ms; null: nothing has ended since. */
  readonly since: number | null
  readonly files: number
  readonly bytes: number
  /** So many that were under way before still end at the old pace, and aren't counted. */
  readonly before: number
  /** Whether there always was another one to begin; else it isn't the width that holds them up. */
  readonly isFull: boolean
}

/** What services take without a word, and what fills a line in a house. */
const first = 8
/** What another file costs besides its bytes, as bytes. */
const fileBytes = 64 * 1024
const shortestLookMs = 200
/** Twice as many must bring at least so much more, or they only stand in each other's way. */
const worth = 0.15
/** After a try that didn't pay. */
const restMs = 20_000
/** After the service asked for less, and between two that come back. */
const carefulMs = 60_000
/** Without another such word that is an old story. */
const forgottenMs = 10 * 60_000

/** @param most what somebody set */
export function freshWidth(most: number): Width {
  return { now: Math.min(first, most), most, tried: null, restsUntil: 0, isCareful: false, look: looking(0) }
}

/** Somebody set another number. */
export function bounded(width: Width, most: number): Width {
  return most === width.most ? width : freshWidth(most)
}

/** @param bytes of a file that got done. @param at monotonic ms */
export function fileDone(width: Width, bytes: number, at: number): Width {
  const { look } = width
  if (look.before > 0) return { ...width, look: { ...look, before: look.before - 1 } }
  // The first one only says when the time begins.
  if (look.since === null) return { ...width, look: { ...look, since: at } }
  const seen = { ...look, files: look.files + 1, bytes: look.bytes + bytes + fileBytes }
  const ms = at - look.since
  if (seen.files < Math.max(width.now, first) || ms < shortestLookMs) return { ...width, look: seen }
  if (!seen.isFull) return { ...width, tried: null, look: looking(0) }
  return judged(width, seen.bytes / ms, at)
}

/** There was a place that nobody wanted. */
export function notFull(width: Width): Width {
  return width.look.isFull ? { ...width, look: { ...width.look, isFull: false } } : width
}

/**
 * The service asked an account for less: half of what went to it.
 *
 * @param own how many of those that are under way went to that account
 */
export function throttled(width: Width, own: number, at: number): Width {
  const now = Math.max(1, width.now - Math.floor(own / 2))
  return { ...width, now, tried: null, restsUntil: at + carefulMs, isCareful: true, look: looking(0) }
}

function judged(width: Width, rate: number, at: number): Width {
  const { now, most, tried, restsUntil, isCareful } = width
  const wanted = tried === null ? 0 : tried.rate * (1 + worth * (now / tried.width - 1))
  if (tried !== null && rate < wanted) {
    return { ...width, now: tried.width, tried: null, restsUntil: at + restMs, look: looking(now) }
  }
  if (at < restsUntil || now >= most) return { ...width, tried: null, look: looking(0) }
  if (isCareful && at < restsUntil + forgottenMs) {
    return { ...width, now: now + 1, tried: null, restsUntil: at + carefulMs, look: looking(now) }
  }
  const wider = Math.min(most, now * 2)
  return { ...width, now: wider, tried: { width: now, rate }, isCareful: false, look: looking(now) }
}

function looking(before: number): Look {
  return { since: null, files: 0, bytes: 0, before, isFull: true }
}
