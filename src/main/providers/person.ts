/** Whose a sign-in is, read from an answer. Pure. */

import { ruleOf } from '../../shared/failure.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Person } from '../engine/ports/account.ts'
import type { HttpAnswer } from '../engine/ports/http.ts'

/** Nobody's name or id is longer. */
const longest = 320

/** @param names members of the answer that people know somebody by, the best first */
export function personOf({ status, json }: HttpAnswer, names: readonly string[]): Person | null {
  if (status !== 200 || typeof json !== 'object' || json === null) return null
  const members = new Map<string, unknown>(Object.entries(json))
  const textOf = (name: string): string | null => {
    const text = members.get(name)
    return typeof text === 'string' && text !== '' ? text : null
  }
  const id = textOf('id')
  const user = names.map(textOf).find((name) => name !== null) ?? null
  if (id === null && user === null) return null
  // A cut id would be somebody else's as well.
  return { id: id !== null && id.length <= longest ? id : null, user: user?.slice(0, longest) ?? null }
}

/**
 * Whether nobody can be asked until a person has done something: a refused sign-in, a certificate that isn't trusted, a proxy
 * that lets nobody through.
 */
export function needsSomebody({ code }: Failure): boolean {
  return ruleOf(code).reaction === 'block'
}
