/** `npm run figures`: writes docs/figures.md from what runs recorded in docs/figures. */

import { writeFileSync } from 'node:fs'
import { figuresPage } from './figures/page.ts'

const path = 'docs/figures.md'
writeFileSync(new URL(`../${path}`, import.meta.url), figuresPage())
process.stdout.write(`${path}\n`)
