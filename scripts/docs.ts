/** `npm run docs`: writes the pages that are derived from the program. A test says when one is out of date. */

import { writeFileSync } from 'node:fs'
import { failuresPage } from './docs/failures-page.ts'

writeFileSync(new URL('../docs/failures.md', import.meta.url), failuresPage())
process.stdout.write('docs/failures.md\n')
