/**
 * No request of ours carries a token where its protocol forbids one, and none lacks it where it is required: checked on
 * the journal of every practice cloud after every test, by test/support/every-test.ts. A test of the practice cloud
 * itself (`practice-*.test.ts`) speaks to it raw or with other people's clients, and is free to do wrong.
 */

import { expect } from 'vitest'
import type { JournalEntry } from '../../src/main/practice/control/journal.ts'
import type { Violation } from '../../src/main/practice/control/violations.ts'
import { noteMinted } from './secrets-rule.ts'

type Rule = Violation['rule']

const tokenRules: ReadonlySet<Rule> = new Set(['token-on-upload-host', 'token-missing', 'token-at-sign-in'])

export interface WatchedCloud {
  readonly token: string
  /** GET from its control host; null while it doesn't run. */
  readonly ask: (path: string) => Promise<Readonly<Record<string, unknown>> | null>
}

interface Wrong {
  readonly rule: Rule | 'token-in-the-open'
  readonly seq: number
  readonly detail: string
}

/** How far each was looked through; a journal begins anew with its process. */
const watched = new Map<WatchedCloud, { seen: number }>()
const provoked = new Set<Rule>()
let found: Wrong[] = []

/** From now on, until it is gone. */
export function watchTokens(cloud: WatchedCloud): void {
  watched.set(cloud, { seen: 0 })
}

/** The test that is running has this done on purpose, and fails where it isn't done. */
export function provokes(rule: Rule): void {
  provoked.add(rule)
}

/** It is gone, or about to be; what it noted since it was looked through last is nobody's any more. */
export function unwatchTokens(cloud: WatchedCloud): void {
  watched.delete(cloud)
}

/** Takes down what one cloud has noted. */
export async function handIn(cloud: WatchedCloud): Promise<void> {
  const place = watched.get(cloud)
  if (place === undefined) return
  const told = await cloud.ask('/journal/violations')
  const journal = await cloud.ask(`/journal?since=${place.seen}`)
  noteMinted(((await cloud.ask('/secrets'))?.['secrets'] ?? []) as readonly { secret: string }[])
  if (told !== null && journal !== null) {
    const entries = journal['entries'] as readonly JournalEntry[]
    const wrong = (told['violations'] as readonly Violation[]).filter(({ rule }) => tokenRules.has(rule))
    found.push(...wrong.filter(({ seq }) => seq > place.seen), ...inTheOpen(entries, cloud.token))
    place.seen = Math.max(place.seen, ...entries.map(({ seq }) => seq))
  }
}

/** Of a cloud that nobody watches: once, for the test that is running. */
export async function lookThrough(cloud: WatchedCloud): Promise<void> {
  watchTokens(cloud)
  await handIn(cloud)
  unwatchTokens(cloud)
}

/** Its journal is about to begin anew. */
export async function handInBeforeReset(cloud: WatchedCloud): Promise<void> {
  await handIn(cloud)
  const place = watched.get(cloud)
  if (place !== undefined) place.seen = 0
}

/** Addresses and other headers end up in the logs of others. */
function inTheOpen(entries: readonly JournalEntry[], token: string): Wrong[] {
  return entries
    .filter(({ url, headers }) => url.includes(token) || JSON.stringify(headers).includes(token))
    .map(({ seq, method, op }) => ({ rule: 'token-in-the-open', seq, detail: `${method} ${op}` }))
}

/** For `afterEach` and `afterAll`. */
export async function expectTokenRule(): Promise<void> {
  for (const cloud of watched.keys()) await handIn(cloud)
  const wrong = found
  const meant = [...provoked]
  found = []
  provoked.clear()
  if (/[/\\]practice-[^/\\]*$/.test(expect.getState().testPath ?? '')) return
  expect(
    wrong.filter(({ rule }) => !meant.includes(rule as Rule)),
    'requests against the rule for tokens',
  ).toEqual([])
  expect(
    wrong.map(({ rule }) => rule),
    'what was to be provoked',
  ).toEqual(expect.arrayContaining(meant))
}
