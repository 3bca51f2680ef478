/** What becomes of a watched file once it is uploaded, as faces and the command line say it. */

import * as z from 'zod'

/**
 * Why a file stays where it is although it was to be put away.
 *
 * - `not-proven`: the destination shows less than it takes to part with the file here
 * - `changed`, `gone`: it isn't the very file any more that was uploaded, or isn't there
 * - `rule-changed`: the watch says otherwise by now, or isn't there any more
 * - `in-watched-folder`: it would be found there, and uploaded again
 */
export const keptReasons = [
  'not-proven',
  'changed',
  'gone',
  'rule-changed',
  'other-disk',
  'in-watched-folder',
  'no-trash',
  'denied',
] as const
export const KeptReason = z.enum(keptReasons)
export type KeptReason = z.infer<typeof KeptReason>

/** As the end of "kept where it is: …". */
export const keptWhy: Readonly<Record<KeptReason, string>> = {
  'not-proven': 'the destination shows too little of what it has to part with the file here',
  changed: 'it is not the very file any more that was uploaded',
  gone: 'it was not there any more',
  'rule-changed': 'the watched folder says otherwise by now',
  'other-disk': 'the folder is on another disk; files are only moved on their own',
  'in-watched-folder': 'the folder is in a watched one, where the file would be uploaded again',
  'no-trash': 'there is no trash for it here',
  denied: 'this program has no right to move it',
}

export const CleanUpView = z.object({
  what: z.enum(['move', 'trash']),
  /** `pending`: it is put away, or taken back, as soon as that can be. */
  state: z.enum(['pending', 'moved', 'kept', 'undone']),
  /** Where the file is; null where it stayed, or where the system's trash tells nothing. */
  place: z.string().nullable(),
  why: KeptReason.nullable(),
})
export type CleanUpView = z.infer<typeof CleanUpView>

/** What a watch does with its files: `keep`, `trash` or `move=DIR`, as it is written everywhere. */
export type After =
  | { readonly kind: 'keep' }
  | { readonly kind: 'trash' }
  | { readonly kind: 'move'; readonly to: string }

const moveTo = 'move='

export function afterText(after: After): string {
  return after.kind === 'move' ? `${moveTo}${after.to}` : after.kind
}

/** @param text `keep`, `trash` or `move=DIR` */
export function afterOf(text: string): After {
  if (text.startsWith(moveTo)) return { kind: 'move', to: text.slice(moveTo.length) }
  return text === 'trash' ? { kind: 'trash' } : { kind: 'keep' }
}
