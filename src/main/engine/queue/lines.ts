/**
 * Lines that are down. A file that can't reach its host waits by itself; when another one can't either, it is the line:
 * from then on one file at a time asks whether it is back, and all others to that account stay where they are.
 */

import { type Failure, ruleOf } from '../../../shared/failure.ts'
import type { Clock, Random } from '../ports/clock.ts'
import { type Policy, pauseAfter } from '../plan/policy.ts'
import type { Hold } from './holds.ts'

interface Line {
  readonly accounts: Set<string>
  /** epoch ms */
  since: number
  /** When it was met last, epoch ms. */
  metAt: number
  failure: Failure
  /** What was asked when nobody answered: only an answer to that, or more, says that the line is back. */
  of: string
  /** Who met it first; alone, that may be a trouble of its own. */
  readonly first: string
  isDown: boolean
  /** Whether anything to its accounts was answered since. */
  isAnswered: boolean
  tries: number
  /** When it is asked again, epoch ms. */
  nextAt: number
  /** Transfers that could not reach it. */
  readonly met: Set<string>
  probe: string | null
  /** When that one began, epoch ms. */
  probeAt: number
  lastProbe: string | null
}

interface IdleLine {
  readonly host: string
  readonly met: readonly string[]
}

/** A line that is lost again so soon goes on with the pauses that it had. */
const flickerMs = 60_000
/** Who met it alone tries again sooner: later it is heard of no more, or it is another time. */
const staleMs = 180_000
/** Whoever asks and was answered something, but reads its file ever since, lets another one ask. */
const longestProbeMs = 15_000
/** Another account that was answered so recently shows that not everything is down. */
const recentMs = 10_000

/** Calls to one host wherever: an answer to one of them says that the others reach it, too. A session is opened here or there. */
const hosts: Readonly<Record<string, string>> = {
  look: 'api',
  makeFolders: 'api',
  verify: 'api',
  position: 'upload',
  send: 'upload',
  commit: 'upload',
}

/** Whether an answer to the one says that the other would be answered: before `serving` nothing can be asked. */
function tells(answered: string, lost: string): boolean {
  return answered === lost || lost === 'serving' || (hosts[answered] !== undefined && hosts[answered] === hosts[lost])
}

export class Lines {
  readonly #clock: Clock
  readonly #random: Random
  readonly #policy: Policy
  /** By host. */
  readonly #lines = new Map<string, Line>()
  readonly #flickers = new Map<string, { readonly tries: number; at: number }>()
  /** By account: when it was answered last, epoch ms. */
  readonly #answers = new Map<string, { at: number }>()
  /** Told when a line that was down is back. */
  onBack: () => void = () => undefined

  constructor(clock: Clock, random: Random, policy: Policy) {
    this.#clock = clock
    this.#random = random
    this.#policy = policy
  }

  /**
   * A call of this transfer was answered, in whatever way (`null`), or it is a matter of the line that it was not.
   *
   * @param of the kind of call
   */
  note(id: string, account: string, of: string, found: Failure | null): void {
    if (found !== null && ruleOf(found.code).reach === 'line') this.#lost(id, account, of, found)
    else this.#answered(id, account, of)
  }

  #lost(id: string, account: string, of: string, found: Failure): void {
    const host = hostOf(found)
    const line = this.#lines.get(host)
    const now = this.#clock.now()
    if (line === undefined || isStale(line, now)) {
      const fresh = { since: now, metAt: now, failure: found, of, first: id, isDown: false, isAnswered: false }
      const unasked = { tries: 0, nextAt: now, probe: null, probeAt: now, lastProbe: null }
      this.#lines.set(host, { ...fresh, ...unasked, met: new Set([id]), accounts: new Set([account]) })
      return
    }
    line.accounts.add(account)
    line.met.add(id)
    line.metAt = now
    if (line.isDown ? line.probe !== id : line.first === id) return
    if (!line.isDown) {
      const before = this.#flickers.get(host)
      line.tries = before !== undefined && now - before.at < flickerMs ? before.tries : 0
      line.isDown = true
    }
    line.tries += 1
    line.failure = found
    line.of = of
    line.nextAt = now + pauseAfter(this.#policy.offlinePausesMs, line.tries - 1, this.#random.fraction())
  }

  #answered(id: string, account: string, of: string): void {
    this.#answers.set(account, { at: this.#clock.now() })
    for (const [host, line] of this.#lines) {
      if (!line.accounts.has(account)) continue
      line.isAnswered = true
      const isFar = line.probe === id && (of === 'send' || of === 'put')
      if (tells(of, line.of) || isFar) this.#back(host, line)
    }
  }

  /**
   * Whoever asks must not hold the others up by what it does besides.
   *
   * @param hasSent whether bytes of this transfer have left since it began: then somebody was reached
   */
  review(hasSent: (id: string) => boolean): void {
    const now = this.#clock.now()
    for (const [host, line] of this.#lines) {
      if (!line.isDown || line.probe === null || line.nextAt > now) continue
      if (hasSent(line.probe)) this.#back(host, line)
      else if (line.isAnswered && now - line.probeAt >= longestProbeMs) line.probe = null
    }
  }

  #back(host: string, line: Line): void {
    this.#lines.delete(host)
    if (!line.isDown) return
    this.#flickers.set(host, { tries: line.tries, at: this.#clock.now() })
    this.onBack()
  }

  /** It won't try again by itself: what it alone met is nobody's any more. */
  gone(id: string): void {
    for (const [host, line] of this.#lines) if (!line.isDown && line.first === id) this.#lines.delete(host)
  }

  /** The run of this transfer is over, or rests. A probe that got through without meeting the line again shows that it is back. */
  ended(id: string): void {
    for (const [host, line] of this.#lines) {
      if (line.probe !== id) continue
      line.probe = null
      if (line.nextAt <= this.#clock.now() && line.isAnswered) this.#back(host, line)
    }
  }

  /** Accounts that nothing is begun for now: their line is down, and isn't asked yet or is being asked. */
  held(): string[] {
    const now = this.#clock.now()
    const held = [...this.#lines.values()].filter((line) => line.isDown && (line.probe !== null || line.nextAt > now))
    return held.flatMap(({ accounts }) => [...accounts])
  }

  /** Whether this transfer may begin: the line is up, or it is the one that asks. Another one than last time goes first. */
  admits(id: string, account: string): boolean {
    const down = this.#downOf(account)
    if (down.some((line) => line.probe !== null)) return false
    for (const line of down) {
      line.probe = id
      line.probeAt = this.#clock.now()
      line.lastProbe = id
      line.isAnswered = false
    }
    return true
  }

  /** One that asked in vain last time, where others could. */
  hasAsked(id: string): boolean {
    return [...this.#lines.values()].some((line) => line.isDown && line.lastProbe === id)
  }

  /** Those that could be asked, and nobody does, with the transfers that met them. */
  idle(): readonly IdleLine[] {
    const now = this.#clock.now()
    const due = [...this.#lines].filter(([, line]) => line.isDown && line.probe === null && line.nextAt <= now)
    return due.map(([host, { met }]) => ({ host, met: [...met] }))
  }

  /** Nobody is there any more who waits for it; unless somebody met it since. */
  forget({ host, met }: IdleLine): void {
    if (this.#lines.get(host)?.met.size === met.length) this.#lines.delete(host)
  }

  /** By host: when a line that is down is asked again, epoch ms. */
  backAt(): Readonly<Record<string, number>> {
    const down = [...this.#lines].filter(([, line]) => line.isDown)
    return Object.fromEntries(down.map(([host, { nextAt }]) => [host, nextAt]))
  }

  /** epoch ms; null: none is still to come. One that may be asked already waits for somebody who may ask. */
  nextProbe(): number | null {
    const now = this.#clock.now()
    const ends = [...this.#lines.values()].filter((line) => line.isDown && line.probe === null && line.nextAt > now)
    return ends.length === 0 ? null : Math.min(...ends.map(({ nextAt }) => nextAt))
  }

  /** The computer woke up, or its network is another one: asked at once. */
  tryNow(): void {
    for (const line of this.#lines.values()) {
      line.nextAt = this.#clock.now()
      line.tries = 0
    }
  }

  /** Of those that are down, by account. */
  list(): readonly Hold[] {
    const down = [...this.#lines.values()].filter(({ isDown }) => isDown)
    return down.flatMap(({ accounts, failure, since, nextAt }) =>
      [...accounts].map((account) => ({ account, failure, since, until: nextAt })),
    )
  }

  /** Since when nobody could be reached, epoch ms; null: somebody can, also where one account's host is down. */
  get offlineSince(): number | null {
    const now = this.#clock.now()
    const told = [...this.#lines.values()].filter((line) => line.isDown || (!line.isAnswered && !isStale(line, now)))
    if (told.length === 0) return null
    const since = Math.min(...told.map((line) => line.since))
    const met = new Set(told.flatMap(({ accounts }) => [...accounts]))
    const isReached = ([account, { at }]: readonly [string, { at: number }]): boolean =>
      !met.has(account) && (at > since || now - at < recentMs)
    return [...this.#answers].some(isReached) ? null : since
  }

  /** The computer's clock was set by so many ms. */
  move(ms: number): void {
    for (const line of this.#lines.values()) {
      line.since += ms
      line.metAt += ms
      line.probeAt += ms
      line.nextAt += ms
    }
    for (const answer of this.#answers.values()) answer.at += ms
    for (const flicker of this.#flickers.values()) flicker.at += ms
  }

  #downOf(account: string): Line[] {
    return [...this.#lines.values()].filter((line) => line.isDown && line.accounts.has(account))
  }
}

function isStale({ isDown, metAt }: Line, now: number): boolean {
  return !isDown && now - metAt > staleMs
}

/** As the planner finds a line. */
function hostOf(found: Failure): string {
  return found.facts['host'] ?? ''
}
