/**
 * Takes the names out of what is told for help: of files, folders, places, accounts and people. What isn't known to be a
 * word of ours goes, so that a field that nobody thought of here shows too little, and not too much. Pure.
 */

/** Fields with words, ids and times of our own. */
const ours: ReadonlySet<string> = new Set(
  [
    ['id', 'transferId', 'batchId', 'watchId', 'watch', 'transfer'],
    ['state', 'code', 'kind', 'cloud', 'conflict', 'existing', 'evidence', 'key', 'description', 'by'],
    ['at', 'level', 'event', 'protection', 'keychain', 'locked', 'accountKinds', 'clouds'],
    ['version', 'node', 'platform', 'arch'],
  ].flat(),
)
/** Sentences of ours in which names may stand. */
const sentences: ReadonlySet<string> = new Set(['what', 'why', 'note', 'reason', 'unsaid'])
/** Objects in which no field's name says that its text is ours. */
const foreign: ReadonlySet<string> = new Set(['facts', 'remote', 'replaces', 'digest', 'fingerprint'])

const letter = /[\p{L}\p{N}]/u
/** What is behind it may be quoted from anywhere: a path, what a service said. */
const quoted = /["'`‘’“”«»(\\/]/u
const errorHead = /^\w*(?:Error|Exception)\b(?:: (?:E[A-Z0-9_]+|[a-z]+(?:-[a-z]+)+)(?=:|$))?/

export class NameHider {
  readonly #marks = new Map<string, string>()
  readonly #known = new Set<string>()

  /** A name, a path or an address: it and each part of it may stand in a sentence. */
  know(text: string): void {
    for (const part of [text, ...text.split(/[\\/:]/)]) {
      for (const name of [part, part.replace(/\.[^.]*$/, '')]) if (name !== '') this.#known.add(name)
    }
  }

  /** The same number for the same name, so that what belongs together is still seen. */
  mark(name: string): string {
    if (name === '') return ''
    const mark = this.#marks.get(name) ?? `[name ${this.#marks.size + 1}]`
    this.#marks.set(name, mark)
    return mark
  }

  value(value: unknown, key = '', isForeign = false): unknown {
    if (typeof value === 'string') return this.#text(value, isForeign ? '' : key)
    if (Array.isArray(value)) return value.map((each) => this.value(each, key, isForeign))
    if (typeof value !== 'object' || value === null) return value
    const fields = Object.entries(value)
    return Object.fromEntries(
      fields.map(([name, each]) => [name, this.value(each, name, isForeign || foreign.has(name))]),
    )
  }

  /** Of the log: an object in JSON. */
  line(line: string): string {
    try {
      return JSON.stringify(this.value(JSON.parse(line)))
    } catch {
      return this.mark(line)
    }
  }

  #text(text: string, key: string): string {
    if (ours.has(key)) return text
    if (key === 'error') return this.#head(text)
    if (sentences.has(key)) return this.#sentence(text)
    return this.mark(text)
  }

  /** Errors come from anywhere: which one it is, and no word of what it says. */
  #head(text: string): string {
    const [head = ''] = errorHead.exec(text) ?? []
    return head === text ? text : `${head} …`
  }

  #sentence(text: string): string {
    const longestFirst = [...this.#known].toSorted((a, b) => b.length - a.length)
    let clean = text
    for (const name of longestFirst) if (clean.includes(name)) clean = this.#without(name, clean)
    const from = clean.search(quoted)
    return from < 0 ? clean : `${clean.slice(0, from)}…`
  }

  /** Only where it stands as a word: a folder `a` takes no letter out of others. */
  #without(name: string, text: string): string {
    let clean = ''
    let from = 0
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const end = at + name.length
      if (at < from || letter.test(text[at - 1] ?? '') || letter.test(text[end] ?? '')) continue
      clean += text.slice(from, at) + this.mark(name)
      from = end
    }
    return clean + text.slice(from)
  }
}
