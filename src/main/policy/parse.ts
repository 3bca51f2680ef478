/** From the text of a policy file to its rules. What isn't understood whole is refused: half a policy is none. Pure. */

import { type Result, fail, failure, ok } from '../../shared/failure.ts'
import { firstTwice, jsonKeys, lineOf } from './json-keys.ts'
import { PolicyFile } from './keys.ts'

export function policyInvalid(path: string, detail: string): Result<never> {
  return fail(failure('policy-invalid', { path, detail }))
}

/** Failures: `policy-invalid`, with the line and the key. */
export function parsePolicy(text: string, path: string): Result<PolicyFile> {
  const parsed = parseJson(text)
  if ('problem' in parsed) return policyInvalid(path, parsed.problem)
  const keys = jsonKeys(text)
  const at = (where: readonly PropertyKey[]): string => {
    const line = lineOf(keys, where)
    const name = where.map(String).join(' → ')
    return [line === null ? '' : `line ${line}`, name].filter((part) => part !== '').join(', ')
  }
  const twice = firstTwice(keys)
  if (twice !== null) return policyInvalid(path, `line ${twice.line}, ${twice.path.join(' → ')}: it is there twice`)
  const rules = PolicyFile.safeParse(parsed.json)
  if (rules.success) return ok(rules.data)
  const [issue] = rules.error.issues
  if (issue?.code === 'unrecognized_keys') {
    return policyInvalid(path, `${at([...issue.path, issue.keys[0] ?? ''])}: there is no such key`)
  }
  const where = at(issue?.path ?? [])
  const what = issue?.message ?? 'it is not a policy'
  return policyInvalid(path, where === '' ? what : `${where}: ${what}`)
}

function parseJson(text: string): { readonly json: unknown } | { readonly problem: string } {
  try {
    return { json: JSON.parse(text) as unknown }
  } catch (error) {
    const said = (error as Error).message.replaceAll(/\s+/g, ' ')
    const position = /position (\d+)/.exec(said)?.[1]
    const line = position === undefined ? '' : `line ${text.slice(0, Number(position)).split('\n').length}: `
    return { problem: `${line}${said.slice(0, 300)}` }
  }
}
