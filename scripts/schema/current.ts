/** The schema that all migrations together make. */

import Database from 'better-sqlite3'
import { migrate } from '../../src/main/store/migrate.ts'

export function currentSchema(): string {
  const db = new Database(':memory:')
  migrate(db, () => undefined)
  const rows = db
    .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
    .all()
  const statements = rows.map((row) => `${(row as { sql: string }).sql};`)
  return `-- Made by \`npm run schema\` from the migrations; never edited.\n\n${statements.join('\n\n')}\n`
}
