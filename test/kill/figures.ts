/** What the runs of this room came to, in the words of the page of figures. */

import type { Came } from '../../scripts/figures/result.ts'
import type { Finding, Rule } from './judge.ts'
import type { RacesReport } from './races.ts'
import type { StormReport } from './storm.ts'
import type { CallsReport } from './system-calls.ts'

const lostRules: readonly Rule[] = ['lost', 'vanished', 'damaged']

function countOf(findings: readonly Finding[], rules: readonly Rule[]): number {
  return findings.filter(({ rule }) => rules.includes(rule)).length
}

export function killFigures(report: StormReport): Came<'kill'> {
  const { findings, interruptions: kills, transfers, bytes, byDestination, byMoment } = report
  return {
    run: 'kill',
    counts: {
      kills,
      transfers,
      bytes,
      lost: countOf(findings, lostRules),
      duplicated: countOf(findings, ['duplicated']),
      falselyDone: countOf(findings, ['falsely done']),
      sentAgain: countOf(findings, ['sent again']),
      otherwiseWrong: countOf(findings, ['unstored', 'manners']),
      againInFlight: report.resentRanges,
      begunAnew: report.restartedSessions,
    },
    tables: { destinations: byDestination, moments: byMoment },
    notRun: [],
  }
}

/** Whatever else was wrong after a cut counts as lost: nothing of it may be. */
export function powerFigures({ findings, interruptions: cuts }: StormReport): Came<'power'> {
  const acknowledgedLost = countOf(findings, ['sent again', 'unstored'])
  const duplicated = countOf(findings, ['duplicated'])
  const lost = findings.length - acknowledgedLost - duplicated
  return { run: 'power', counts: { cuts, acknowledgedLost, lost, duplicated }, tables: {}, notRun: [] }
}

/** @param missing what the run has not come to yet */
export function callsFigures(
  { findings, points, byCall, byPlace, resentRanges }: CallsReport,
  missing: readonly string[],
): Came<'syscalls'> {
  return {
    run: 'syscalls',
    counts: {
      points,
      lost: countOf(findings, lostRules),
      duplicated: countOf(findings, ['duplicated']),
      falselyDone: countOf(findings, ['falsely done']),
      sentAgain: countOf(findings, ['sent again']),
      otherwiseWrong: countOf(findings, ['unstored', 'manners']),
      againInFlight: resentRanges,
    },
    tables: { calls: byCall, destinations: byPlace },
    notRun: missing.map((what) => ({ what, reason: 'the run was stopped before it' })),
  }
}

export function racesFigures(report: RacesReport, noElectron: string | null): Came<'instances'> {
  const { findings, races, kills, twoOwners, takeOversMs, owners } = report
  const duplicated = countOf(findings, ['duplicated'])
  return {
    run: 'instances',
    counts: {
      races,
      kills,
      twoOwners,
      lateTakeOvers: takeOversMs.filter((ms) => ms > 2_000).length,
      lost: findings.length - duplicated,
      duplicated,
    },
    tables: { owners },
    notRun: noElectron === null ? [] : [{ what: 'races of apps', reason: noElectron }],
  }
}
