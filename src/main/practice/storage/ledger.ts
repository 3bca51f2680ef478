import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/** One row put or, with null, removed. All changes of one call are one line: a crash keeps all of them or none. */
export interface Change {
  readonly table: string
  readonly id: string
  readonly row: object | null
}

/**
 * What the practice cloud remembers beyond its own process: JSON lines, appended before the answer goes out and
 * replayed on start. A line that a crash cut short is the last one and is dropped.
 */
export class Ledger {
  readonly #tables = new Map<string, Map<string, object>>()
  readonly #path: string
  /** Null once closed: the number may by then mean another file. */
  #file: number | null

  constructor(path: string) {
    this.#path = path
    if (existsSync(path)) this.#replay(readFileSync(path, 'utf8'))
    this.#file = this.#rewrite()
  }

  table<Row extends object>(name: string): ReadonlyMap<string, Row> {
    let rows = this.#tables.get(name)
    if (!rows) {
      rows = new Map()
      this.#tables.set(name, rows)
    }
    return rows as Map<string, Row>
  }

  write(changes: readonly Change[]): void {
    if (changes.length === 0) return
    if (this.#file === null) throw new Error('the ledger is closed')
    writeSync(this.#file, `${JSON.stringify(changes)}\n`)
    this.#apply(changes)
  }

  /** Forgets every row but those of the tables named. */
  clear(keep: readonly string[]): void {
    for (const [name, rows] of this.#tables) if (!keep.includes(name)) rows.clear()
    this.close()
    this.#file = this.#rewrite()
  }

  close(): void {
    if (this.#file === null) return
    fsyncSync(this.#file)
    closeSync(this.#file)
    this.#file = null
  }

  #replay(text: string): void {
    for (const line of text.split('\n')) {
      if (line === '') continue
      try {
        this.#apply(JSON.parse(line) as Change[])
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
      }
    }
  }

  #apply(changes: readonly Change[]): void {
    for (const { table, id, row } of changes) {
      const rows = this.table(table) as Map<string, object>
      if (row) rows.set(id, row)
      else rows.delete(id)
    }
  }

  /** Starts the file anew with one line per row, so that it does not grow with every run. */
  #rewrite(): number {
    const lines: string[] = []
    for (const [table, rows] of this.#tables) {
      for (const [id, row] of rows) lines.push(`${JSON.stringify([{ table, id, row }])}\n`)
    }
    writeFileSync(`${this.#path}.new`, lines.join(''), { mode: 0o600 })
    renameSync(`${this.#path}.new`, this.#path)
    return openSync(this.#path, 'a', 0o600)
  }
}
