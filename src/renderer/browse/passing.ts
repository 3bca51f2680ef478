import { failureRules } from '../../shared/failure-catalogue.ts'
import type { FailureRule } from '../../shared/failure-catalogue.ts'

/** Whether a failure is the line's or the service's, and over at some time: it says nothing of what was asked about. */
export function passesByItself(code: string): boolean {
  const rules: Readonly<Record<string, FailureRule>> = failureRules
  return !Object.hasOwn(rules, code) || rules[code]?.reaction === 'wait'
}
