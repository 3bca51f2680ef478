/**
 * Which files of a watched folder are not uploaded, by name. The defaults (src/shared/left-out.ts) hold unless
 * `--exclude '!PATTERN'` or an `--include` of the same spelling lets them in.
 */

import ignore from 'ignore'
import type { Ignore } from 'ignore'
import { leftOutRules, leftOutWhy } from '../../shared/left-out.ts'
import { isInside, isInsideOrSame } from './containment.ts'

export interface RuleSet {
  /** Where given, only files that fit one of them are uploaded. gitignore syntax. */
  readonly include: readonly string[]
  /** After the defaults: the last rule that fits decides, so `!*.tmp` lets those in. */
  readonly exclude: readonly string[]
  /** Whether hidden files and folders are meant, too. */
  readonly hidden?: boolean | undefined
}

/** The rules of a watch that go by names. */
export function rulesOf({ include, exclude, hidden = false }: RuleSet): RuleSet {
  return { include, exclude, hidden }
}

/** The library remembers every path that it was asked about; a new one after so many keeps memory flat. */
const askedBeforeRenewal = 20_000

export class IgnoreRules {
  readonly #rules: RuleSet
  #excluded: Ignore
  #included: Ignore | null
  #asked = 0

  constructor(rules: RuleSet) {
    this.#rules = rules
    this.#excluded = excluding(rules)
    this.#included = including(rules)
  }

  /** Why this is left out, in words; null where it isn't. `relative` to the watched folder, with `/` between folders. */
  against(relative: string, isFolder: boolean): string | null {
    const excluded = this.excluding(relative, isFolder)
    if (excluded !== null) return excluded
    if (isFolder || this.#included === null || this.#included.ignores(relative)) return null
    return 'left out: it fits none of the include rules'
  }

  /** As `against`, whatever the include rules say: for what a link leads to, whose own name is what they are about. */
  excluding(relative: string, isFolder: boolean): string | null {
    this.#renew()
    const found = this.#excluded.test(isFolder ? `${relative}/` : relative)
    return found.ignored ? `left out by ${found.rule?.mark ?? `the rule ${found.rule?.pattern ?? ''}`}` : null
  }

  #renew(): void {
    this.#asked += 1
    if (this.#asked < askedBeforeRenewal) return
    this.#asked = 0
    this.#excluded = excluding(this.#rules)
    this.#included = including(this.#rules)
  }
}

function excluding(rules: RuleSet): Ignore {
  const defaults = leftOutRules
    .filter((rule) => !rules.include.includes(rule.pattern) && !(rules.hidden === true && rule.reason === 'hidden'))
    .map(({ pattern, reason }) => ({ pattern, mark: `the rule ${pattern} (${leftOutWhy[reason]})` }))
  const own = rules.exclude.map((pattern) => ({ pattern, mark: `your rule ${pattern}` }))
  return ignore({ allowRelativePaths: true }).add([...defaults, ...own])
}

function including(rules: RuleSet): Ignore | null {
  if (rules.include.length === 0) return null
  return ignore({ allowRelativePaths: true }).add(rules.include.map((pattern) => ({ pattern })))
}

/**
 * Whether `path` belongs to Longshore itself (its database, its logs): uploading that would never end. Doesn't hold
 * where the watched folder was put inside such a folder on purpose.
 */
export function isOwn(root: string, path: string, ownFolders: readonly string[]): boolean {
  return ownFolders.some((own) => isInside(root, own) && isInsideOrSame(own, path))
}
