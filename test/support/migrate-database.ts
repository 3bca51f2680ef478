/** Opens a database as the store does, and closes it: for tests that end it in between. */

import { openDatabase } from '../../src/main/store/database.ts'

const [path = ''] = process.argv.slice(2)
openDatabase(path, 1).db.close()
process.stdout.write('migrated\n')
