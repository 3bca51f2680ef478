/**
 * Text of others for a screen. A file's name may hold anything: marks that turn the reading direction ("gpj.exe" that
 * reads "exe.jpg"), characters that can't be seen, line breaks. Each becomes an escape that can be seen. The terminal
 * shows the same (src/main/cli/visible.ts).
 */

/**
 * Controls (C0, DEL, C1), what breaks lines or is invisible (U+2028, U+2029, U+200B, U+FEFF, soft hyphen, tags), and
 * what turns the direction. Joiners stay: emoji and several scripts are written with them.
 */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** What a page has room for. A name of a megabyte would be laid out, too. */
const longest = 4_096

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code > 0xffff) return `\\u{${hex}}`
  return short[character] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`)
}

export function visible(text: string): string {
  const clean = text.length > longest ? `${text.slice(0, longest)}…` : text
  return clean.replace(hidden, escapeOf)
}

/** The same for a text of lines, whole: for somebody who wants to see all of it. */
export function visibleLines(text: string): string {
  return text.replace(hidden, (character) => (character === '\n' ? '\n' : escapeOf(character)))
}
