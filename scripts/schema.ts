/**
 * Writes src/main/store/schema.sql, today's whole schema in one file, and the sample database of today's version.
 * The samples of older versions are never written again.
 */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { newestVersion } from '../src/main/store/migrate.ts'
import { currentSchema } from './schema/current.ts'
import { writeSample } from './schema/sample.ts'

writeFileSync(new URL('../src/main/store/schema.sql', import.meta.url), currentSchema())
writeSample(fileURLToPath(new URL(`../test/fixtures/databases/v${newestVersion}.db`, import.meta.url)))
console.log('src/main/store/schema.sql and the sample database are made again.')
