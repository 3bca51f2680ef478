/** Counts what a destination would refuse: by reason, with the first few of each, however many there are. Pure. */

import { bytes as inWords, plural } from '../../shared/format.ts'
import { type Failure, failure, viewOf } from '../../shared/failure.ts'
import type { Example, Fix, Fixes, PreflightReport, Problem } from '../../shared/preflight.ts'
import { leavable } from '../../shared/preflight.ts'
import type { ConflictPolicy } from '../../shared/transfer.ts'
import type { Capabilities, Room, Target } from '../engine/ports/provider.ts'
import { type Rules, changedName, fitted } from './fitted.ts'
import { SameNames } from './same-names.ts'

/** Examples of each. */
const most = 5
/** Folders that are looked into at the destination, at most. */
const mostFolders = 500
const hourMs = 3_600_000

function hours(ms: number, whole: (n: number) => number): string {
  return `${whole(ms / hourMs)} h`
}

export interface Place {
  readonly account: string
  readonly destination: string
  /** Null where the provider itself is out of reach: then nothing is known of its rules. */
  readonly rules:
    | (Rules & {
        capabilities(target: Target): Pick<Capabilities, 'hasFolders' | 'nameKey' | 'replaces' | 'sessionLifetimeMs'>
      })
    | null
  /** The address names one file, that each of these would become. */
  readonly isFile: boolean
  readonly room: Omit<Room, 'refuses'>
  /** What is wrong with the destination itself. */
  readonly wrong: Failure | null
  readonly unasked: Failure | null
  /** How fast it went lately, and what is to be sent before; null: nobody knows. */
  readonly speed?: { readonly bytesPerSecond: number; readonly queuedBytes: number } | null
}

export interface Decided {
  readonly fixes: Fixes
  readonly conflict: ConflictPolicy
  readonly template?: string | undefined
}

interface Counted {
  readonly effect: Problem['effect']
  readonly failure: Failure
  count: number
  fixable: number
  readonly examples: Example[]
}

export interface TalliedFile {
  readonly path: string
  readonly folders: readonly string[]
  readonly name: string
  readonly size: number
  /** Somebody has it open and may write to it. */
  readonly isOpen?: boolean
}

export class PreflightTally {
  readonly #place: Place
  readonly #decided: Decided
  readonly #hasFolders: boolean
  readonly #replaces: boolean
  readonly #same: SameNames
  readonly #problems = new Map<string, Counted>()
  readonly #renamed: Example[] = []
  readonly #placed: { path: string; placed: string }[] = []
  readonly #found = { files: 0, bytes: 0 }
  readonly #going = { files: 0, bytes: 0 }
  #renames = 0
  #flattened = 0
  #leftOut = 0
  /** Folders that files go to, each once, with the first of their names. */
  readonly #folders = new Map<string, readonly string[]>()
  #taken: { count: number; examples: string[]; isWhole: boolean } | null = null

  constructor(place: Place, decided: Decided) {
    this.#place = place
    this.#decided = decided
    const { rules, destination } = place
    const able = rules?.capabilities({ destination, folders: [], name: '' })
    this.#hasFolders = able?.hasFolders ?? true
    this.#replaces = able?.replaces ?? true
    this.#same = new SameNames(able?.nameKey ?? ((name) => name))
  }

  add({ path, folders, name, size, isOpen = false }: TalliedFile): void {
    this.#found.files += 1
    this.#found.bytes += size
    const { destination, rules, isFile } = this.#place
    if (!this.#hasFolders && folders.length > 0) this.#flattened += 1
    const own: Target = { destination, folders, name }
    if (rules === null) return this.#goes(size)
    const { target, isRenamed, failure: refused, isLeftOut } = fitted(rules, own, size, this.#decided.fixes)
    if (isLeftOut) {
      this.#leftOut += 1
      return undefined
    }
    if (refused !== null) return this.#refused(refused, own, path, size)
    if (isRenamed) {
      this.#renames += 1
      if (this.#renamed.length < most) this.#renamed.push({ path, ...changedName(own, target) })
    }
    const there = isFile ? { folders: [], name: '' } : this.#hasFolders ? target : { folders: [], name: target.name }
    if (this.#placed.length < most) this.#placed.push({ path, placed: [...there.folders, there.name].join('/') })
    if (this.#folders.size < mostFolders) this.#folders.set(there.folders.join('\0'), there.folders)
    if (isOpen)
      this.#count('later', failure('source-still-writing', { name, settle: '10 s' }), {
        path,
        name,
        allowed: null,
      })
    this.#slow(target, size, path)
    if (this.#same.isTaken(there, path)) this.#sameName(target, path)
    return this.#goes(size)
  }

  /** It is below the paths, and isn't sent whatever is decided. */
  unread(path: string, found: Failure): void {
    this.#count('unread', found, { path, name: found.facts['name'] ?? path, allowed: null })
  }

  /** Where files of this selection go, as far as it was noted, outermost first. */
  folders(): { readonly all: readonly (readonly string[])[]; readonly isWhole: boolean } {
    const all = [...this.#folders.values()].toSorted((a, b) => a.length - b.length)
    return { all, isWhole: this.#folders.size < mostFolders }
  }

  /** Something at the destination has this name. */
  there(folders: readonly string[], name: string): void {
    this.#taken ??= { count: 0, examples: [], isWhole: false }
    if (!this.#same.has({ folders, name })) return
    this.#taken.count += 1
    const where = [...folders, name].join('/')
    if (this.#taken.examples.length < most) this.#taken.examples.push(where)
    if (this.#decided.conflict !== 'fail') return
    const { destination } = this.#place
    this.#count('asks', failure('name-taken', { destination, name }), { path: where, name, allowed: null })
  }

  /** Nothing more is looked at there. */
  looked(isWhole: boolean): void {
    this.#taken = { ...(this.#taken ?? { count: 0, examples: [] }), isWhole }
  }

  report(isComplete: boolean): PreflightReport {
    const { account, destination, unasked } = this.#place
    return {
      isComplete,
      account,
      destination,
      found: { ...this.#found },
      going: { ...this.#going },
      flattened: this.#flattened,
      renamed: { count: this.#renames, examples: [...this.#renamed] },
      leftOut: this.#leftOut,
      ...(this.#decided.template !== undefined && { placed: [...this.#placed] }),
      ...(this.#taken !== null && { taken: { ...this.#taken, examples: [...this.#taken.examples] } }),
      ...this.#expected(),
      problems: [...this.#ofPlace(), ...this.#problems.values()].map((counted) => this.#view(counted)),
      unasked: unasked === null ? null : viewOf(unasked, null),
    }
  }

  /** A link that ends before its file is there makes it begin anew. */
  #slow(target: Target, size: number, path: string): void {
    const { rules, speed = null } = this.#place
    const lifetimeMs = rules?.capabilities(target).sessionLifetimeMs ?? null
    if (lifetimeMs === null || speed === null || speed.bytesPerSecond <= 0) return
    const neededMs = (size / speed.bytesPerSecond) * 1_000
    if (neededMs <= lifetimeMs) return
    const { name } = target
    const facts = { name, needed: hours(neededMs, Math.ceil), lives: hours(lifetimeMs, Math.floor) }
    this.#count('later', failure('link-too-short', facts), { path, name, allowed: null })
  }

  #expected(): Pick<PreflightReport, 'expected'> {
    const { speed = null } = this.#place
    if (speed === null || speed.bytesPerSecond <= 0 || this.#going.files === 0) return {}
    const { bytesPerSecond, queuedBytes } = speed
    return { expected: { bytesPerSecond, seconds: (queuedBytes + this.#going.bytes) / bytesPerSecond } }
  }

  #goes(size: number): void {
    this.#going.files += 1
    this.#going.bytes += size
  }

  #refused(refused: Failure, own: Target, path: string, size: number): void {
    const allowed = this.#place.rules?.allowed(own) ?? null
    // A better name is of no use to what is too large.
    const helps = allowed !== null && this.#place.rules?.preflight(allowed, size) === null
    const names = helps ? changedName(own, allowed) : { name: refused.facts['name'] ?? own.name, allowed: null }
    this.#count('refused', refused, { path, ...names })
  }

  #sameName(target: Target, path: string): void {
    const { conflict } = this.#decided
    const { destination, isFile } = this.#place
    if (conflict === 'rename' && !isFile) return
    const name = isFile ? 'the file' : target.name
    const isReplaced = this.#replaces && (isFile || conflict === 'replace')
    const effect = isReplaced ? 'replaced' : conflict === 'skip' ? 'skipped' : 'asks'
    this.#count(effect, failure('same-name', { destination, name }), { path, name: target.name, allowed: null })
  }

  #count(effect: Problem['effect'], found: Failure, example: Example): void {
    const key = `${effect} ${found.code}`
    const counted = this.#problems.get(key) ?? { effect, failure: found, count: 0, fixable: 0, examples: [] }
    this.#problems.set(key, counted)
    counted.count += 1
    if (example.allowed !== null) counted.fixable += 1
    if (counted.examples.length < most) counted.examples.push(example)
  }

  /** What is wrong with the place rather than with a file. */
  #ofPlace(): Counted[] {
    const { wrong, room, destination } = this.#place
    const { files, bytes } = this.#going
    const told = (effect: Problem['effect'], found: Failure): Counted => {
      return { effect, failure: found, count: files, fixable: 0, examples: [] }
    }
    const effect = room.isCertain ? 'asks' : 'maybe'
    const found: Counted[] = wrong === null ? [] : [told('asks', wrong)]
    if (room.files !== null && files > room.files) {
      const facts = { destination, limit: String(room.files), count: String(files) }
      found.push(told(effect, failure('too-many-files', facts)))
    }
    if (room.bytes !== null && bytes > room.bytes) {
      const name = `${plural(files, 'file')} (${inWords(bytes)}; ${inWords(room.bytes)} are left)`
      found.push(told(effect, failure('destination-full', { destination, name })))
    }
    return found
  }

  #view({ effect, failure: found, count, fixable, examples }: Counted): Problem {
    const { message, nextStep, facts } = viewOf(found, null)
    const offered = this.#fixesFor(found.code, effect, fixable)
    const next = stepFor(offered) ?? nextStep
    return {
      code: found.code,
      effect,
      count,
      fixable,
      message,
      nextStep: next,
      ...(facts && { facts }),
      fixes: offered,
      examples: [...examples],
    }
  }

  #fixesFor(code: string, effect: Problem['effect'], fixable: number): Fix[] {
    if (effect === 'unread' || code === 'signed-out') return []
    if (effect === 'later') return []
    if (code === 'name-taken') return this.#replaces ? ['keep-both', 'replace', 'skip'] : ['keep-both', 'skip']
    if (code === 'same-name') return this.#place.isFile ? ['destination'] : ['keep-both']
    const isLeavable = leavable.some((reason) => reason === code)
    return [
      ...(fixable > 0 ? (['names'] as const) : []),
      ...(isLeavable ? (['leave-out'] as const) : []),
      ...(fixable === 0 ? (['destination'] as const) : []),
    ]
  }
}

/** As a command says it; null where the catalogue's own step is better. */
function stepFor(offered: readonly Fix[]): string | null {
  const names = 'Upload them under allowed names with `--fix-names`'
  if (offered.includes('skip')) {
    return 'Say what becomes of them: `--conflict rename`, `replace` or `skip`; else each waits for you.'
  }
  const leave = 'leave them out with `--leave-out-refused`'
  if (offered.includes('names')) return `${names}, or ${leave}.`
  if (offered.includes('leave-out')) return `Choose another destination, or ${leave}.`
  return null
}
