/** The little that our lint rules need of oxlint's plugin interface, and the paths they speak of. */

import { relative, sep } from 'node:path'
import type { RuleTester } from 'oxlint/plugins-dev'

export type Rule = Parameters<RuleTester['run']>[1]
export type RuleContext = Parameters<NonNullable<Rule['create']>>[0]

/** The file under the linter as a path from the root of the repository, with slashes. */
export function pathOf(context: RuleContext): string {
  return relative(context.cwd, context.filename).split(sep).join('/')
}
