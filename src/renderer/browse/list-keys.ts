/** Where a key leads in a list, by WAI-ARIA's listbox pattern. Pure. */

const pageRows = 8

/** The index that a key leads to; null where the key is for something else. */
export function movedTo(key: string, index: number, count: number): number | null {
  const last = Math.max(0, count - 1)
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, index + 1)
    case 'ArrowUp':
      return Math.max(0, index - 1)
    case 'PageDown':
      return Math.min(last, index + pageRows)
    case 'PageUp':
      return Math.max(0, index - pageRows)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

/**
 * The next name that begins with what was typed, from the current one on and round again; null where there is none. One
 * letter again and again goes from one such name to the next.
 */
export function typedTo(typed: string, index: number, names: readonly string[]): number | null {
  const text = typed.toLocaleLowerCase()
  const [, letter] = /^(.)\1*$/su.exec(text) ?? []
  const isOneLetter = letter !== undefined
  const wanted = letter ?? text
  const from = isOneLetter ? index + 1 : index
  for (let step = 0; step < names.length; step += 1) {
    const at = (from + step) % names.length
    if (names[at]?.toLocaleLowerCase().startsWith(wanted) === true) return at
  }
  return null
}
