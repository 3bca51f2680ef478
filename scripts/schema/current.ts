/** The schema that all migrations together make. */

import Database from 'better-sqlite3'
import { migrate } from '../../src/main/store/migrate.ts'

export function currentSchema(): string {
  const db = new Database(':memory:')
  migrate(db, () => undefined)
  const rows = db
    .prepare(
      // What a virtual table keeps its own things in is made by it.
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
         AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid`,
    )
    .all()
  const statements = rows.map((row) => `${(row as { sql: string }).sql};`)
  return `-- Made by \`npm run schema\` from the migrations; never edited.\n\n${statements.join('\n\n')}\n`
}
