/**
 * I1 to I4, judged from outside: by the practice cloud's journal and what it holds, and by what lay on the disk whenever the
 * engine was interrupted. Nothing that the engine says is believed without it.
 */

import type { Json } from '../integration/practice-client.ts'
import type { DiskState, Span } from './disk-state.ts'
import type { Cargo } from './harbour.ts'
import type { Holdings } from './places.ts'

export type Rule =
  | 'lost'
  | 'duplicated'
  | 'falsely done'
  | 'sent again'
  | 'unstored'
  | 'vanished'
  | 'damaged'
  | 'manners'

export interface Finding {
  readonly rule: Rule
  readonly detail: string
}

/** Where the engine was interrupted. */
export interface Interruption {
  /** The journal's last entry before the next engine. */
  readonly seq: number
  readonly disk: DiskState
}

export interface Account {
  readonly findings: readonly Finding[]
  /** Ranges that were sent once more, each of them in flight when the engine was interrupted. */
  readonly resent: number
  /** Sessions begun anew where a position can't be asked. */
  readonly restarts: number
}

interface Put extends Span {
  readonly seq: number
  readonly session: string
  /** How many interruptions came before. */
  readonly life: number
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

/** Requests with a range of this file, by its size, which no other file has. */
function putsOf({ size, place }: Cargo, journal: readonly Json[], interruptions: readonly Interruption[]): Put[] {
  return journal.flatMap(({ seq, op, protocol, sessionId, contentRange }) => {
    if (op !== 'put' || protocol !== place.protocol) return []
    const [, start, last, total] = /bytes (\d+)-(\d+)\/(\d+)/.exec(contentRange ?? '') ?? []
    if (Number(total) !== size) return []
    const life = interruptions.filter((interruption) => interruption.seq < seq).length
    return [{ seq, session: String(sessionId), start: Number(start), end: Number(last) + 1, life }]
  })
}

const nameOf = ({ place, name }: Cargo): string => `${place.name} ${name}`

/** A range that was on its way when its engine died: nobody had stored its answer. */
function wasInFlight(put: Put, puts: readonly Put[], atOnce: number): boolean {
  return puts
    .filter(({ session, life }) => session === put.session && life === put.life)
    .slice(-atOnce)
    .includes(put)
}

function resentOf(cargo: Cargo, puts: readonly Put[]): Account {
  const findings: Finding[] = []
  let resent = 0
  for (const [at, put] of puts.entries()) {
    const before = puts.slice(0, at).filter((other) => other.session === put.session && overlap(other, put))
    if (before.length > 0) resent += 1
    for (const other of before) {
      if (other.life < put.life && wasInFlight(other, puts, cargo.place.atOnce)) continue
      findings.push({
        rule: 'sent again',
        detail: `${nameOf(cargo)}: from ${put.start}, as ${other.seq} and ${put.seq}`,
      })
    }
  }
  const sessions = new Set(puts.map(({ session }) => session)).size
  const restarts = Math.max(0, sessions - 1)
  if (restarts > 0 && cargo.place.isAsked) {
    findings.push({ rule: 'sent again', detail: `${nameOf(cargo)}: over ${sessions} sessions` })
  }
  return { findings, resent, restarts }
}

/** I1: what was durable when the engine died is never sent again; and nothing was built on what was not durable. */
function durableOf(cargo: Cargo, puts: readonly Put[], interruptions: readonly Interruption[]): Finding[] {
  return interruptions.flatMap(({ disk }, life) => {
    const row = disk.rows.get(cargo.id)
    const last = puts.findLast((put) => put.life <= life)
    if (row === undefined || row.ranges === null || last === undefined) return []
    const found: Finding[] = []
    for (const put of puts.filter((one) => one.life > life && one.session === last.session)) {
      if (row.ranges.some((range) => overlap(range, put)))
        found.push({ rule: 'sent again', detail: `${nameOf(cargo)}: ${put.start} was durable at interruption ${life}` })
    }
    // With one range at a time the next one says that what came before it is stored: the order rule.
    const held = row.ranges[0]?.start === 0 ? row.ranges[0].end : 0
    if (cargo.place.atOnce === 1 && last.life === life && held < last.start && isOfSession(row, puts, last)) {
      found.push({ rule: 'unstored', detail: `${nameOf(cargo)}: ${held} durable, ${last.start} was being sent` })
    }
    return found
  })
}

/** The row's session may be a newer one, which nothing was sent to yet. */
function isOfSession(
  { ranges }: { readonly ranges: readonly Span[] | null },
  puts: readonly Put[],
  last: Put,
): boolean {
  const held = ranges?.[0]?.end ?? 0
  return held > 0 || puts.filter(({ session }) => session === last.session).length > 1
}

/** A row that is done stands for exactly this, once. */
export function expectThere(cargo: Cargo, holdings: Holdings, rule: Rule): Finding[] {
  const stored = cargo.place.stored(holdings, cargo.target)
  const own = stored.filter(({ sha256, size }) => sha256 === cargo.sha256 && size === cargo.size)
  if (own.length === 1 && stored.length === 1) return []
  const what = stored.map(({ name, size }) => `${name} of ${size}`).join(', ')
  return [{ rule: own.length === 0 ? rule : 'duplicated', detail: `${nameOf(cargo)}: there is ${what || 'nothing'}` }]
}

/** What must be true of the disk at every interruption. */
export function judgeDisk(cargoes: readonly Cargo[], disk: DiskState, claimed: ReadonlySet<string>): Finding[] {
  if (disk.damage !== null) return [{ rule: 'damaged', detail: disk.damage }]
  return cargoes.flatMap((cargo): Finding[] => {
    const row = disk.rows.get(cargo.id)
    if (row === undefined) return [{ rule: 'vanished', detail: nameOf(cargo) }]
    if (claimed.has(cargo.id) && row.state !== 'done') {
      return [{ rule: 'unstored', detail: `${nameOf(cargo)}: it was said to be done, and is ${row.state}` }]
    }
    return []
  })
}

/**
 * A mailbox's session tells nobody how far it is: a range whose answer was written and never read is sent once more, and
 * refused. That it is no other range is judged above.
 */
function isUnknowable({ rule, seq }: Json, journal: readonly Json[]): boolean {
  return rule === 'resent-acknowledged' && journal.some((entry) => entry.seq === seq && entry.protocol === 'outlook')
}

/** So long after an answer a request may have been on its way before. */
const heardWithinMs = 200

/**
 * Somebody was asked to wait by an answer that the engine was killed over: its next life can't know of it. Only where nothing
 * came of that life after it, which would show that the answer was heard, and where no such floor was stored.
 */
export function isUnheard(
  { rule, seq, detail }: Json,
  journal: readonly Json[],
  interruptions: readonly Interruption[],
): boolean {
  const setBy = Number(/set by (\d+)$/.exec(detail)?.[1])
  const wait = journal.find((entry) => entry.seq === setBy)
  const killed = interruptions.find((interruption) => interruption.seq >= setBy)
  if (rule !== 'before-retry-after' || wait === undefined || killed === undefined || seq <= killed.seq) return false
  const cameLater = (entry: Json): boolean =>
    entry.seq > setBy && entry.seq <= killed.seq && entry.realMs > wait.endedMs + heardWithinMs
  const until = Date.parse(wait.at) + wait.retryAfterMs
  return !journal.some(cameLater) && !killed.disk.floors.some((floor) => floor >= until - heardWithinMs)
}

/** Everything together, when all of them have ended. */
export function judge(
  cargoes: readonly Cargo[],
  {
    disk,
    holdings,
    journal,
    interruptions,
    violations,
  }: {
    readonly disk: DiskState
    readonly holdings: Holdings
    readonly journal: readonly Json[]
    readonly interruptions: readonly Interruption[]
    readonly violations: readonly Json[]
  },
): Account {
  const accounts = cargoes.map((cargo): Account => {
    const puts = putsOf(cargo, journal, interruptions)
    const { findings, ...counts } = resentOf(cargo, puts)
    const row = disk.rows.get(cargo.id)
    const ended: Finding[] =
      row?.state === 'done' && row.evidence === cargo.place.evidence
        ? []
        : [{ rule: 'lost', detail: `${nameOf(cargo)}: it is ${row?.state} by ${row?.evidence}` }]
    const there = expectThere(cargo, holdings, row?.state === 'done' ? 'falsely done' : 'lost')
    return { ...counts, findings: [...findings, ...durableOf(cargo, puts, interruptions), ...ended, ...there] }
  })
  const manners = violations
    .filter((violation) => !isUnknowable(violation, journal) && !isUnheard(violation, journal, interruptions))
    .map(({ rule, detail }): Finding => ({ rule: 'manners', detail: `${rule}: ${detail}` }))
  return {
    findings: [...accounts.flatMap(({ findings }) => findings), ...manners],
    resent: accounts.reduce((sum, { resent }) => sum + resent, 0),
    restarts: accounts.reduce((sum, { restarts }) => sum + restarts, 0),
  }
}
