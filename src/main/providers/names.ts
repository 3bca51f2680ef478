/** What proposals of names have in common, whichever the destination's rules are. Pure. */

/** `report.pdf` → `['report', '.pdf']`. A name that begins with its only dot, or ends with one, has no ending. */
function taken(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.')
  return dot > 0 && dot < name.length - 1 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
}

/** The name with a mark at the end of its stem: `CON.txt` → `CON-.txt`. */
export function marked(name: string): string {
  const [stem, ending] = taken(name)
  return `${stem}-${ending}`
}

/** At most so many characters, by cutting the stem; no half of a pair is left. Null where not even one of it is left. */
export function shortened(name: string, most: number): string | null {
  if (name.length <= most) return name
  const [stem, ending] = taken(name)
  const room = most - ending.length
  if (room < 1) return null
  return `${cut(stem, room)}${ending}`
}

/** Its first characters, without half of a pair at the end. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
