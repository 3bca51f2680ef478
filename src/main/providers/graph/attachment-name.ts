/** The name of an attachment, of mail and tasks. No rule is documented: it is shown, and nothing is looked for by it. Pure. */

import { cut, shortened } from '../names.ts'

/** Ends the sentence "…does not allow the name x: "; null where nothing is wrong. */
export function attachmentNameProblem(name: string, most: number): string | null {
  return name.trim() === '' || name.length > most ? `an attachment's name has 1 to ${most} characters` : null
}

/** The nearest name that is taken. */
export function allowedAttachmentName(name: string, most: number): string {
  if (name.trim() === '') return '-'
  const short = shortened(name, most) ?? cut(name, most)
  return short.trim() === '' ? '-' : short
}

/** Spaces at the ends and the form of an accent may be lost on the way; two such names are one to people, too. */
export function attachmentNameKey(name: string): string {
  return name.normalize('NFC').trim()
}
