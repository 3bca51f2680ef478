/** Where the members of a JSON text stand: for messages that name a line, and to see that none is there twice. Pure. */

export interface JsonKey {
  /** Names and positions from the outside in. */
  readonly path: readonly (string | number)[]
  /** from 1 */
  readonly line: number
}

interface Level {
  /** The name of the member that is being read, or its position in a list. */
  at: string | number
  readonly isList: boolean
  /** A name is expected next. */
  isName: boolean
}

/** @param text valid JSON: what `JSON.parse` has taken */
export function jsonKeys(text: string): JsonKey[] {
  const keys: JsonKey[] = []
  const levels: Level[] = []
  let line = 1
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:\n]/g)) {
    const level = levels.at(-1)
    if (token === '\n') line += 1
    else if (token === '{') levels.push({ at: '', isList: false, isName: true })
    else if (token === '[') levels.push({ at: 0, isList: true, isName: false })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && level?.isList) level.at = Number(level.at) + 1
    else if (token === ',' && level !== undefined) level.isName = true
    else if (token.startsWith('"') && level?.isName === true) {
      level.at = JSON.parse(token) as string
      level.isName = false
      keys.push({ path: levels.map(({ at }) => at), line })
    }
  }
  return keys
}

/** The line of a member, else of the nearest one around it; null where there is none. */
export function lineOf(keys: readonly JsonKey[], path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const found = keys.find((key) => isSame(key.path, path.slice(0, length)))
    if (found !== undefined) return found.line
  }
  return null
}

/** The first member that is there for the second time: what comes later would win in silence. */
export function firstTwice(keys: readonly JsonKey[]): JsonKey | null {
  const seen = new Set<string>()
  for (const key of keys) {
    const text = JSON.stringify(key.path)
    if (seen.has(text)) return key
    seen.add(text)
  }
  return null
}

function isSame(one: readonly PropertyKey[], other: readonly PropertyKey[]): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i])
}
