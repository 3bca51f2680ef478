/**
 * Text for a terminal. A file's name may hold anything: escape sequences that move the cursor, a line break that
 * fakes a line of ours, marks that turn the reading direction. Each such character becomes a visible escape.
 */

/**
 * Controls (C0, DEL, C1), what breaks lines or is invisible (U+2028, U+2029, U+200B, U+FEFF, soft hyphen, tags), and
 * what turns the direction. Joiners stay: emoji and several scripts are written with them.
 */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code > 0xffff) return `\\u{${hex}}`
  return short[character] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`)
}

/** One line of text in which everything that a terminal would act upon can be seen. */
export function visible(text: string): string {
  return text.replace(hidden, escapeOf)
}

/** A failure's facts are for faces with other languages: what scripts read of it has had four keys from the start. */
function withoutFacts(this: unknown, key: string, value: unknown): unknown {
  const isOfFailure = key === 'facts' && typeof this === 'object' && this !== null && 'code' in this
  return isOfFailure ? undefined : value
}

/** JSON means the same, and is as safe to show: what `JSON.stringify` leaves as it is becomes `\uXXXX`. */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, withoutFacts) ?? 'null'
  return text.replace(hidden, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
    }).join(''),
  )
}

/** Cuts what would flood the screen: an argument may have a megabyte. */
export function clipped(text: string, limit = 500): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`
}
