/** What a diagnostics file is made of: texts with names, shown as they are before anything is saved. */

import * as z from 'zod'
import { strToU8, zipSync } from 'fflate'

export const DiagnosticsPart = z.object({
  /** Its name in the file: no path. */
  name: z.string().regex(/^[a-z][a-z-]{0,40}\.jsonl?$/),
  text: z.string(),
})
export type DiagnosticsPart = z.infer<typeof DiagnosticsPart>

export const DiagnosticsParts = z.array(DiagnosticsPart).max(20)

export const AskDiagnostics = z.strictObject({
  /** Without names of files, folders, places, accounts and people: a number stands for each, the same everywhere. */
  hideNames: z.boolean().default(false),
})

/** The file: exactly these texts. */
export function zipOf(parts: readonly DiagnosticsPart[]): Uint8Array {
  return zipSync(Object.fromEntries(parts.map(({ name, text }) => [name, strToU8(text)])))
}

/** In bytes, as it is in the file. */
export function sizeOf({ text }: DiagnosticsPart): number {
  return strToU8(text).length
}
