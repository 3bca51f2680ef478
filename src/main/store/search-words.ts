/** What somebody looks for in paths and destinations: every word of it, anywhere, in any case. Pure. */

export interface Wanted {
  /** For the index of trigrams; null: all words are too short for it. Finds all that fit, and some that don't. */
  readonly match: string | null
  /** Whether a text has all the words. */
  fits(path: string, destination: string): boolean
}

/** An index compares three letters at a time. */
const gram = 3
/** More of them cost more than they leave out. */
const mostGrams = 8

/** Null: nothing is looked for. */
export function wantedIn(text: string): Wanted | null {
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(folded)
  if (words.length === 0) return null
  const tests = words.map(matchOf).filter((test) => test !== null)
  return {
    match: tests.length === 0 ? null : tests.join(' AND '),
    fits(path, destination) {
      const both = folded(`${path}\n${destination}`)
      return words.every((word) => both.includes(word))
    },
  }
}

/** A Mac writes `é` as two signs, others as one: both are what somebody means. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

function matchOf(word: string): string | null {
  const forms = [...new Set([word, word.normalize('NFD')])].map(gramsOf)
  if (forms.some((grams) => grams.length === 0)) return null
  return `(${forms.map((grams) => `(${grams.map(quoted).join(' AND ')})`).join(' OR ')})`
}

/** From the end on: what tells files apart stands there. */
function gramsOf(word: string): string[] {
  const letters = Array.from(word)
  const grams: string[] = []
  for (let at = letters.length - gram; at >= 0 && grams.length < mostGrams; at -= 1) {
    grams.push(letters.slice(at, at + gram).join(''))
  }
  return grams
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
