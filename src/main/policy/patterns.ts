/** Addresses as a policy allows them: each with all that is below it, compared as text, since nobody can be asked. Pure. */

import * as z from 'zod'
import { canonical, kindOfScheme } from '../../shared/destination.ts'

/** An address, the beginning of one (`print:printers/ID`), or a kind alone (`print:`). */
export const pattern = z
  .string()
  .min(1)
  .max(8_192)
  .refine((text) => !/[*…]$/.test(text), 'what is below an address is meant anyway: leave the sign at its end out')
  .refine((text) => kindOfScheme(text.slice(0, Math.max(0, text.indexOf(':')))) !== null, 'expected an address')
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'expected an address without control characters')
  .transform((text) => spelt(text))

function spelt(text: string): string {
  const colon = text.indexOf(':')
  const lower = `${text.slice(0, colon).toLowerCase()}${text.slice(colon)}`
  return canonical(lower)
}

/**
 * Whether `inner` is `outer` or below it: names end at a slash, and may hold the colon and the question mark that end an
 * id too. What has `:/` is a path of names from there on.
 */
function isBelow(outer: string, inner: string): boolean {
  if (!inner.startsWith(outer)) return false
  const end = outer.includes(':/') ? /\// : /[/:?]/
  return inner.length === outer.length || /[/:]$/.test(outer) || end.test(inner.charAt(outer.length))
}

export function isAllowed(patterns: readonly string[], address: string): boolean {
  const one = canonical(address)
  return patterns.some((allowed) => isBelow(allowed, one))
}

const ownPaths = 'onedrive:/'

/**
 * Whether something that is allowed can be found in there: what is below an allowed address, and what is on the way to
 * one. A list (`outlook:drafts`) leads to addresses that don't show it, so it does where anything of its kind is allowed, but
 * for paths in one's own drive: no list is of these.
 */
export function leadsTo(patterns: readonly string[], place: string, isList: boolean): boolean {
  const kind = `${place.split(':')[0] ?? ''}:`
  if (isList) return patterns.some((allowed) => allowed.startsWith(kind) && !allowed.startsWith(ownPaths))
  return isAllowed(patterns, place) || patterns.some((allowed) => isBelow(canonical(place), allowed))
}
