/** Choosing a remote name. We choose it, store it, and then ask for exactly that; a server never renames. */

/** `report.pdf` → `report (2).pdf`; a name that begins with its only dot has no ending. */
export function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const ending = dot > 0 ? name.slice(dot) : ''
  return `${stem} (${n})${ending}`
}

/**
 * The name to try after `tried`, which is `original` itself, the name that was chosen where a destination doesn't allow
 * that one, or a numbered form of either.
 */
export function nameAfter(original: string, tried: string): { name: string; n: number } {
  if (tried === original) return { name: numbered(original, 2), n: 2 }
  const found = / \((\d+)\)(?=\.[^.]*$|$)/.exec(tried)
  if (found === null) return { name: numbered(tried, 2), n: 2 }
  const n = Number(found[1]) + 1
  if (numbered(original, n - 1) === tried) return { name: numbered(original, n), n }
  const chosen = tried.slice(0, found.index) + tried.slice(found.index + found[0].length)
  return { name: numbered(chosen, n), n }
}

/** The last segment of an absolute path, with either separator. */
export function baseName(path: string): string {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return path.slice(at + 1)
}
